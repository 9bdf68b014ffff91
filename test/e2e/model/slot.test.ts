import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { say } from '../../platforms/openai/steps.ts'
import { GatewayProcess } from '../support/gateway.ts'
import { modelVariables } from '../support/model.ts'

test('a turn that waits for a free slot says so, and starts when there is one', async () => {
  await using model = await OpenAIServer.start()
  await using gateway = await GatewayProcess.start({
    env: { ...modelVariables(model), HOLDLINE_MAX_CONCURRENT_TURNS: '1' },
  })
  await using client = await gateway.client()
  await using other = await gateway.client()
  const gate = model.gate()
  model.enqueue(say('First.', { firstToken: gate }), say('Second.'), say('Third.'))
  const first = await other.say('one')
  await gate.reached

  const second = await client.say('two')
  const third = await client.say('three')
  const notice = await client.until(() => client.live.find(({ reason }) => reason === 'queue_wait'))
  expect(model.requests).toHaveLength(1)
  gate.open()

  expect(notice.text).toContain('many requests are running right now')
  expect((await other.answer(first)).text).toBe('First.')
  expect((await client.answer(second)).text).toBe('Second.')
  expect((await client.answer(third)).text).toBe('Third.')
})
