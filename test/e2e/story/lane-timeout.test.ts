import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { hang, say } from '../../platforms/openai/steps.ts'
import { GatewayProcess } from '../support/gateway.ts'
import { modelVariables, PATIENT } from '../support/model.ts'

test('work without any progress is ended and told, and what waits is answered', async () => {
  await using model = await OpenAIServer.start()
  await using gateway = await GatewayProcess.start({
    env: { ...modelVariables(model), HOLDLINE_LANE_TIMEOUT_MS: '5000' },
  })
  await using client = await gateway.client()
  model.enqueue(hang(), say('I am here.'))
  const stuck = await client.say('hello')
  const waiting = await client.say('are you there?')
  const { noticeId } = await client.busy()

  const answer = await client.answer(waiting)
  const failed = await client.until(() => client.revisionsOf(noticeId).find(({ kind }) => kind === 'failed'))
  await model.waitForAbort(await model.waitForRequest(1, PATIENT), PATIENT)

  expect(answer.text).toBe('I am here.')
  expect(failed).toMatchObject({ state: 'closed', text: expect.stringMatching(/no progress for too long/) })
  expect(client.answersTo(stuck)).toEqual([])
  expect(await gateway.logged(({ code }) => code === 'lane_timeout')).toMatchObject({ level: 40 })
})
