import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { callTools, say } from '../../platforms/openai/steps.ts'
import { GatewayProcess } from '../support/gateway.ts'
import { modelVariables } from '../support/model.ts'
import { EVERYTHING } from '../support/tool-servers.ts'

test('the model uses the tools of a configured MCP server', async () => {
  await using model = await OpenAIServer.start()
  await using gateway = await GatewayProcess.start({
    env: modelVariables(model),
    config: { mcpServers: { everything: EVERYTHING } },
  })
  await using client = await gateway.client()
  model.enqueue(
    callTools([{ name: 'get-sum', arguments: { a: 2, b: 3 } }], { text: 'I will add them.' }),
    say('It is 5.'),
  )

  const answer = await client.answer(await client.say('what is 2 + 3?'))

  const [first, second] = model.requests
  expect(first?.chat?.tools).toContain('get-sum')
  expect(second?.chat?.messages.at(-1)).toMatchObject({ role: 'tool', text: 'The sum of 2 and 3 is 5.' })
  expect(answer.text).toMatch(/I will add them\.\s+It is 5\./)
  expect(model.violations).toEqual([])
})
