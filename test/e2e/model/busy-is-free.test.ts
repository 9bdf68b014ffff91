import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { say } from '../../platforms/openai/steps.ts'
import { GatewayProcess } from '../support/gateway.ts'
import { modelVariables } from '../support/model.ts'

test('a busy session costs no request to a provider, whatever is written and tapped meanwhile', async () => {
  await using model = await OpenAIServer.start({ models: ['a', 'b'] })
  await using gateway = await GatewayProcess.start({ env: modelVariables(model, 'a,b') })
  await using client = await gateway.client()
  const gate = model.gate()
  model.enqueue(say('1', { firstToken: gate }), say('2'), say('3'))
  const first = await client.say('one')
  await gate.reached

  const second = await client.say('two')
  const third = await client.say('three')
  const notice = await client.until(() => client.live.find(({ queuePosition }) => queuePosition === 2))
  await client.tap(notice, 'wait')
  await client.command('/status')
  await client.command('/tasks')
  expect(model.requests).toHaveLength(1)

  gate.open()
  const answers = [await client.answer(first), await client.answer(second), await client.answer(third)]
  expect(answers.map(({ text }) => text)).toEqual(['1', '2', '3'])
  expect(model.requests.map(({ chat }) => chat?.model)).toEqual(['a', 'a', 'a'])
})
