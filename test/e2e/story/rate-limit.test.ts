import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { limitRate, say } from '../../platforms/openai/steps.ts'
import { GatewayProcess } from '../support/gateway.ts'
import { modelVariables } from '../support/model.ts'

// Long enough for its notice to be seen on a slow machine.
const PAUSE_S = 5

// Clocks of two processes and rounding.
const SLACK_MS = 100

test('a rate limit is shown with the time of the next try, also for a lone message, and then it works', async () => {
  await using model = await OpenAIServer.start()
  await using gateway = await GatewayProcess.start({ env: modelVariables(model) })
  await using client = await gateway.client()
  model.enqueue(limitRate({ seconds: PAUSE_S }), say('At last.'))

  const question = await client.say('hello')
  const notice = await client.busy()
  const answer = await client.answer(question)
  const closed = await client.until(() => client.revisionsOf(notice.noticeId).find(({ state }) => state === 'closed'))

  expect(notice).toMatchObject({ reason: 'rate_limited', text: expect.stringMatching(/pause.*goes on.*Try 2 of 4/s) })
  expect(answer.text).toBe('At last.')
  expect(closed).toMatchObject({ kind: 'busy', actions: [] })
  const [refused, granted] = model.requests
  expect((granted?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThanOrEqual(PAUSE_S * 1_000 - SLACK_MS)
})
