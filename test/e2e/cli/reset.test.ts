import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { hang, say } from '../../platforms/openai/steps.ts'
import { GatewayProcess } from '../support/gateway.ts'
import { modelVariables } from '../support/model.ts'
import { sessionOf } from '../support/sessions.ts'

test('"sessions reset" stops what runs, and what comes next knows nothing of what was before', async () => {
  await using model = await OpenAIServer.start()
  await using gateway = await GatewayProcess.start({ env: modelVariables(model) })
  await using client = await gateway.client()
  model.enqueue(say('Noted.'), hang(), say('Fresh.'))
  await client.answer(await client.say('my name is Ada'))
  await client.say('think')
  await client.say('are you there?')
  await client.busy()

  const { code, stdout } = await gateway.command('sessions', 'reset', sessionOf(client.chat), '--json')
  const told = await client.until(() => client.framesOf('notice').find(({ kind }) => kind === 'info'))
  await client.until(() => client.live.length === 0 && !client.typing)
  const answer = await client.answer(await client.say('who am I?'))

  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ key: sessionOf(client.chat), cleared: 1 })
  expect(told.text).toMatch(/New session.*1 waiting message was removed/s)
  expect(answer.text).toBe('Fresh.')
  const asked = model.requests[2]?.chat?.messages.filter(({ role }) => role !== 'system')
  expect(asked?.map(({ text }) => text)).toEqual(['who am I?'])
})
