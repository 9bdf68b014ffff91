import { expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'

test('a slash command that is not ours goes to the agent', async () => {
  await using gateway = await GatewayProcess.start()
  await using client = await gateway.client()
  const question = await client.say('/weather in Oslo')
  expect((await client.answer(question)).text).toContain('/weather in Oslo')
})
