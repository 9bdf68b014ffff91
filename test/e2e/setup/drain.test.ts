import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { say } from '../../platforms/openai/steps.ts'
import { GatewayProcess } from '../support/gateway.ts'
import { modelVariables } from '../support/model.ts'

test('a running turn is finished before the gateway stops, and what comes meanwhile is answered at the next start', async () => {
  await using model = await OpenAIServer.start()
  await using gateway = await GatewayProcess.start({ env: modelVariables(model) })
  await using client = await gateway.client()
  const gate = model.gate()
  model.enqueue(say('First.', { firstToken: gate }), say('Second.'))
  const first = await client.say('one')
  await gate.reached

  gateway.signal('SIGTERM')
  await gateway.logged(({ msg }) => msg === 'the gateway stops')
  const ready = await fetch(`${gateway.url}/readyz`)
  const healthy = await fetch(`${gateway.url}/healthz`)
  const second = await client.say('two')
  gate.open()
  await client.answer(first)

  expect(await gateway.exited()).toEqual({ code: 0, signal: null })
  expect([ready.status, healthy.status]).toEqual([503, 200])
  expect(client.answersTo(second)).toEqual([])
  await gateway.restart()
  await client.reconnect()
  expect((await client.answer(second)).text).toBe('Second.')
  expect(client.answersTo(first)).toHaveLength(1)
})
