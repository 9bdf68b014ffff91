import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { callTools, say } from '../../platforms/openai/steps.ts'
import { eventually } from '../support/eventually.ts'
import { GatewayProcess } from '../support/gateway.ts'
import { modelVariables } from '../support/model.ts'
import { CountingTool } from '../support/tool-servers.ts'

test('SIGKILL while a tool runs and a message waits: the tool is not run again, and both are answered once', async () => {
  await using tool = await CountingTool.create()
  await using model = await OpenAIServer.start()
  await using gateway = await GatewayProcess.start({
    env: modelVariables(model),
    config: { mcpServers: { counting: tool.config } },
  })
  await using client = await gateway.client()
  model.enqueue(callTools([{ name: 'count', arguments: { label: 'once', ms: 600_000 } }]), say('Done.'), say('Yes.'))
  const first = await client.say('count')
  const second = await client.say('are you there?')
  const { noticeId } = await client.until(() => client.live.find(({ reason }) => reason === 'tool_running'))
  await eventually(() => tool.started.length > 0)

  await gateway.kill()
  await gateway.restart()
  await client.reconnect()
  const answers = [await client.answer(first), await client.answer(second)]
  await client.until(() => client.live.length === 0 && !client.typing)

  expect(answers.map(({ text }) => text)).toEqual(['Done.', 'Yes.'])
  expect(tool.started).toEqual(['once'])
  expect(model.requests[1]?.chat?.messages.at(-1)).toMatchObject({
    role: 'tool',
    text: expect.stringMatching(/unknown/),
  })
  expect(client.notice(noticeId)).toMatchObject({ state: 'closed', kind: 'recovered', actions: [] })
  expect([...client.messages.values()].filter(({ role }) => role === 'agent')).toHaveLength(2)
  expect(await gateway.logged(({ msg }) => msg === 'a turn of a dead owner was taken over')).toMatchObject({
    attempt: 2,
  })
})
