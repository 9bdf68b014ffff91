import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { breakAfter, say } from '../../platforms/openai/steps.ts'
import { GatewayProcess } from '../support/gateway.ts'
import { modelVariables } from '../support/model.ts'

test('a stream that breaks is asked for again, which is told, and the answer comes once', async () => {
  await using model = await OpenAIServer.start()
  await using gateway = await GatewayProcess.start({ env: modelVariables(model) })
  await using client = await gateway.client()
  model.enqueue(breakAfter('Half of'), say('The whole answer.'))

  const question = await client.say('hello')
  const notice = await client.busy()
  const answer = await client.answer(question)
  const closed = await client.until(() => client.revisionsOf(notice.noticeId).find(({ state }) => state === 'closed'))

  expect(notice).toMatchObject({ reason: 'retrying', text: expect.stringMatching(/had a problem.*Try 2 of 3/s) })
  expect(answer.text).toBe('The whole answer.')
  expect(closed.kind).toBe('busy')
  expect([...client.messages.values()].filter(({ role }) => role === 'agent')).toHaveLength(1)
  const line = await gateway.logged(({ msg }) => msg === 'model request failed, will be tried again')
  expect(line).toMatchObject({ failure: 'transient', attempt: 2, attempts: 3 })
})
