import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { hang, say } from '../../platforms/openai/steps.ts'
import { GatewayProcess } from '../support/gateway.ts'
import { modelVariables, PATIENT } from '../support/model.ts'

test('"/new" with a text while busy: a new session at once, and what waited is dropped and told', async () => {
  await using model = await OpenAIServer.start()
  await using gateway = await GatewayProcess.start({ env: modelVariables(model) })
  await using client = await gateway.client()
  model.enqueue(say('Noted.'), hang(), say('Fresh.'))
  await client.answer(await client.say('my name is Ada'))
  const stopped = await client.say('think')
  const dropped = await client.say('are you there?')
  const request = await model.waitForRequest(2, PATIENT)

  const question = await client.say('/new start over')
  await model.waitForAbort(request, PATIENT)
  const told = await client.until(() => client.framesOf('notice').find(({ kind }) => kind === 'info'))
  const answer = await client.answer(question)

  expect(told.text).toMatch(/New session.*stopped.*1 waiting message was removed/s)
  expect(answer.text).toBe('Fresh.')
  expect(client.messages.get(question)).toMatchObject({ role: 'user', text: 'start over' })
  const asked = model.requests[2]?.chat?.messages.filter(({ role }) => role !== 'system')
  expect(asked?.map(({ text }) => text)).toEqual(['start over'])
  await client.until(() => client.live.length === 0 && !client.typing)
  expect([...client.answersTo(stopped), ...client.answersTo(dropped)]).toEqual([])
  expect(model.requests).toHaveLength(3)
})
