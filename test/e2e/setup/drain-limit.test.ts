import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { hang, say } from '../../platforms/openai/steps.ts'
import { GatewayProcess } from '../support/gateway.ts'
import { modelVariables } from '../support/model.ts'
import { sessionOf, sessionsList } from '../support/sessions.ts'

const DRAIN_MS = 500

test('a turn that outlasts the drain goes on at the next start, also after many of them', async () => {
  await using model = await OpenAIServer.start()
  await using gateway = await GatewayProcess.start({ env: modelVariables(model), config: { drainMs: DRAIN_MS } })
  await using client = await gateway.client()
  // More stops than a turn has attempts: a drain spends none.
  const stops = 4
  model.enqueue(...Array.from({ length: stops }, hang), say('At last.'))
  const question = await client.say('hello')
  for (let stop = 1; stop <= stops; stop += 1) {
    await model.waitForRequest(stop)
    expect(await gateway.stop()).toEqual({ code: 0, signal: null })
    const listed = await gateway.command('sessions', 'list', '--json')
    const { sessions } = sessionsList.parse(JSON.parse(listed.stdout))
    expect(sessions).toMatchObject([{ key: sessionOf(client.chat), busy: true, holder: null }])
    await gateway.restart()
    await client.reconnect()
  }

  expect((await client.answer(question)).text).toBe('At last.')
  await client.until(() => client.live.length === 0 && !client.typing)
  expect(client.answersTo(question)).toHaveLength(1)
})
