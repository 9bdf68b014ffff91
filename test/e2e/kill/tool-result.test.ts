import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { callTools, hang, say } from '../../platforms/openai/steps.ts'
import { GatewayProcess } from '../support/gateway.ts'
import { modelVariables, PATIENT } from '../support/model.ts'
import { CountingTool } from '../support/tool-servers.ts'

test('SIGKILL after a tool has ended: its result is kept, and the model goes on from there', async () => {
  await using tool = await CountingTool.create()
  await using model = await OpenAIServer.start()
  await using gateway = await GatewayProcess.start({
    env: modelVariables(model),
    config: { mcpServers: { counting: tool.config } },
  })
  await using client = await gateway.client()
  model.enqueue(callTools([{ name: 'count', arguments: { label: 'once' } }]), hang(), say('Done.'))
  const question = await client.say('count')
  await model.waitForRequest(2, PATIENT)

  await gateway.kill()
  await gateway.restart()
  await client.reconnect()
  const answer = await client.answer(question)

  expect(answer.text).toBe('Done.')
  expect(tool.started).toEqual(['once'])
  expect(model.requests[2]?.chat?.messages.at(-1)).toMatchObject({ role: 'tool', text: 'counted once' })
  await client.until(() => client.live.length === 0 && !client.typing)
})
