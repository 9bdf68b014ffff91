import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { hangAfter, say } from '../../platforms/openai/steps.ts'
import { GatewayProcess } from '../support/gateway.ts'
import { modelVariables } from '../support/model.ts'

test('SIGKILL while an answer is written: it is written anew in the same place, once', async () => {
  await using model = await OpenAIServer.start()
  await using gateway = await GatewayProcess.start({ env: modelVariables(model) })
  await using client = await gateway.client()
  model.enqueue(hangAfter('It was a dark and'), say('Once upon a time.'))
  const question = await client.say('tell me a story')
  const half = await client.until(() => client.framesOf('message').find(({ state }) => state === 'partial'))

  await gateway.kill()
  await gateway.restart()
  await client.reconnect({ resumeFrom: half.id })
  const answer = await client.answer(question)
  await client.until(() => client.live.length === 0 && !client.typing)

  expect(answer).toMatchObject({ text: 'Once upon a time.', messageId: half.messageId })
  expect(answer.revision).toBeGreaterThan(half.revision)
  expect([...client.messages.values()].filter(({ role }) => role === 'agent')).toHaveLength(1)
})
