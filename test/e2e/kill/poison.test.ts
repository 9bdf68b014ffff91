import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { hang, say } from '../../platforms/openai/steps.ts'
import { GatewayProcess } from '../support/gateway.ts'
import { modelVariables, PATIENT } from '../support/model.ts'

const ATTEMPTS = 3

// pino's number.
const ERROR = 50

test('a question that a gateway dies of again and again is set aside and told; what waited is answered', async () => {
  await using model = await OpenAIServer.start()
  await using gateway = await GatewayProcess.start({ env: modelVariables(model) })
  await using client = await gateway.client()
  model.enqueue(...Array.from({ length: ATTEMPTS }, hang), say('I am here.'), say('Not this time.'))
  const question = await client.say('divide by zero')
  const waiting = await client.say('are you there?')
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    await model.waitForRequest(attempt, PATIENT)
    await gateway.kill()
    await gateway.restart()
    await client.reconnect()
  }

  const failed = await client.until(() => [...client.notices.values()].find(({ kind }) => kind === 'failed'))
  expect((await client.answer(waiting)).text).toBe('I am here.')
  expect(failed.text).toMatch(/made the agent stop several times/)
  expect(failed.actions.map(({ action }) => action)).toEqual(['retry', 'new'])
  const line = await gateway.logged(({ code, level }) => code === 'poison' && level === ERROR)
  expect(failed.text).toContain(line.reference)
  await client.tap(client.notice(failed.noticeId), 'retry')
  expect((await client.answer(question)).text).toBe('Not this time.')
})
