import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { hang, say } from '../../platforms/openai/steps.ts'
import { GatewayProcess } from '../support/gateway.ts'
import { median } from '../support/median.ts'
import { modelVariables, PATIENT } from '../support/model.ts'
import { sessionOf } from '../support/sessions.ts'

const ROUNDS = 5

test('"sessions abort" stops what a running gateway works on, says so in the chat, and the next message starts', async ({
  annotate,
}) => {
  await using model = await OpenAIServer.start()
  await using gateway = await GatewayProcess.start({ env: modelVariables(model) })
  await using client = await gateway.client()
  const took: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    model.enqueue(hang(), say(`answer ${round}`))
    await client.say('hello')
    const next = await client.say('next')
    const notice = await client.busy()
    const request = await model.waitForRequest(2 * round + 1, PATIENT)

    const { code, stdout } = await gateway.command('sessions', 'abort', sessionOf(client.chat), '--json')
    const endedAt = Date.now()
    took.push((await model.waitForAbort(request, PATIENT)) - endedAt)

    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({ key: sessionOf(client.chat), aborted: true, cleared: 0 })
    expect((await client.answer(next)).text).toBe(`answer ${round}`)
    const closed = await client.until(() => client.revisionsOf(notice.noticeId).find(({ state }) => state === 'closed'))
    expect(closed).toMatchObject({ kind: 'cancelled', text: expect.stringContaining('administrator') })
  }
  await annotate(
    `from the command's end to the model's abort: ${median(took)} ms (median), ${Math.max(...took)} ms (most)`,
  )
})
