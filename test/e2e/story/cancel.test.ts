import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { hang, say } from '../../platforms/openai/steps.ts'
import { GatewayProcess } from '../support/gateway.ts'
import { median } from '../support/median.ts'
import { modelVariables, PATIENT } from '../support/model.ts'

const ROUNDS = 9

test('a tap on "cancel" closes the model’s request, says so, and the next message starts', async ({ annotate }) => {
  await using model = await OpenAIServer.start()
  await using gateway = await GatewayProcess.start({ env: modelVariables(model) })
  await using client = await gateway.client()
  const took: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    model.enqueue(hang(), say(`answer ${round}`))
    await client.say(`question ${round}`)
    const next = await client.say(`next ${round}`)
    const notice = await client.busy()
    const request = await model.waitForRequest(2 * round + 1, PATIENT)

    const tappedAt = Date.now()
    const toast = await client.tap(notice, 'cancel')
    took.push((await model.waitForAbort(request, PATIENT)) - tappedAt)

    expect(toast.result).toBe('done')
    expect((await client.answer(next)).text).toBe(`answer ${round}`)
    const closed = await client.until(() => client.revisionsOf(notice.noticeId).find(({ state }) => state === 'closed'))
    expect(closed).toMatchObject({ kind: 'cancelled', actions: [] })
  }
  await annotate(`the model saw the abort after ${median(took)} ms (median), ${Math.max(...took)} ms (most)`)
})
