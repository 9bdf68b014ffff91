import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { say } from '../../platforms/openai/steps.ts'
import { GatewayProcess } from '../support/gateway.ts'
import { modelVariables } from '../support/model.ts'

test('who taps "keep waiting" is answered at once, and mentioned when the answer comes', async () => {
  await using model = await OpenAIServer.start()
  await using gateway = await GatewayProcess.start({ env: modelVariables(model) })
  await using client = await gateway.client()
  const gate = model.gate()
  model.enqueue(say('Here I am.', { firstToken: gate }), say('Yes.'), say('Fine.'))
  const question = await client.say('hello')
  await client.say('are you there?')

  const toast = await client.tap(await client.busy(), 'wait')
  expect(toast).toMatchObject({ result: 'done', text: expect.stringMatching(/told/) })
  gate.open()

  expect(await client.answer(question)).toMatchObject({ text: 'Here I am.', mention: true })
  const later = await client.answer(await client.say('how are you?'))
  expect(later).not.toHaveProperty('mention')
})
