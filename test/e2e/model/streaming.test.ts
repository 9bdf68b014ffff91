import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { say } from '../../platforms/openai/steps.ts'
import { GatewayProcess } from '../support/gateway.ts'
import { modelVariables } from '../support/model.ts'

test('an answer is shown while the model writes it, and then as it is', async () => {
  await using model = await OpenAIServer.start()
  await using gateway = await GatewayProcess.start({ env: modelVariables(model) })
  await using client = await gateway.client()
  const gate = model.gate()
  model.enqueue(say('Once upon a time.', { pieces: ['Once ', 'upon ', 'a time.'], finish: gate }))

  const question = await client.say('tell me a story')
  const partial = await client.until(() => client.framesOf('message').find(({ text }) => text === 'Once upon a time.'))
  gate.open()
  const answer = await client.answer(question)
  await client.until(() => !client.typing)

  expect(partial).toMatchObject({ state: 'partial', role: 'agent', replyTo: question })
  expect(answer).toMatchObject({ text: 'Once upon a time.', messageId: partial.messageId })
  expect(answer.revision).toBeGreaterThan(partial.revision)
})
