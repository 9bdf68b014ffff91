import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { callTools, say } from '../../platforms/openai/steps.ts'
import { GatewayProcess } from '../support/gateway.ts'
import { modelVariables } from '../support/model.ts'
import { EVERYTHING } from '../support/tool-servers.ts'

const LONG = { name: 'trigger-long-running-operation', arguments: { duration: 30, steps: 30 } }

test('a notice names the tool that runs but not its arguments, and a cancel ends the call', async () => {
  await using model = await OpenAIServer.start()
  await using gateway = await GatewayProcess.start({
    env: modelVariables(model),
    config: { mcpServers: { everything: EVERYTHING } },
  })
  await using client = await gateway.client()
  model.enqueue(callTools([LONG]), say('Next.'))
  const question = await client.say('run it')
  const next = await client.say('and then?')
  const notice = await client.until(() => client.live.find(({ reason }) => reason === 'tool_running'))

  await client.tap(notice, 'cancel')

  expect((await client.answer(next)).text).toBe('Next.')
  expect(notice.text).toContain('Trigger Long Running Operation Tool')
  expect(notice.text).not.toContain('30')
  expect(client.answersTo(question)).toEqual([])
  const calls = model.requests[1]?.chat?.messages.find(({ role }) => role === 'tool')
  expect(calls?.text).toContain('no result')
})
