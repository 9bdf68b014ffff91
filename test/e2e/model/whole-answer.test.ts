import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { sayWhole } from '../../platforms/openai/steps.ts'
import { GatewayProcess } from '../support/gateway.ts'
import { modelVariables } from '../support/model.ts'
import { EVERYTHING } from '../support/tool-servers.ts'

test('a model server that does not stream is understood, also when it calls tools', async () => {
  await using model = await OpenAIServer.start()
  await using gateway = await GatewayProcess.start({
    env: modelVariables(model),
    config: { mcpServers: { everything: EVERYTHING } },
  })
  await using client = await gateway.client()
  model.enqueue(
    sayWhole({ text: 'I will add them.', calls: [{ name: 'get-sum', arguments: { a: 2, b: 3 } }] }),
    sayWhole('It is 5.'),
  )

  const answer = await client.answer(await client.say('what is 2 + 3?'))

  expect(model.requests[1]?.chat?.messages.at(-1)).toMatchObject({ role: 'tool', text: 'The sum of 2 and 3 is 5.' })
  expect(answer.text).toMatch(/I will add them\.\s+It is 5\./)
  expect(model.violations).toEqual([])
})
