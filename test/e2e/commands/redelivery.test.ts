import { expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'

test('a command that is sent twice under one clientId takes effect once', async () => {
  await using gateway = await GatewayProcess.start()
  await using client = await gateway.client()
  await client.say('[hang] first')
  client.send('/cancel', 'mine')
  await client.until(() => client.framesOf('toast')[0])
  await client.until(() => !client.typing)
  await client.say('[hang] second')
  await client.until(() => client.typing)

  client.send('/cancel', 'mine')
  await client.until(() => client.framesOf('toast').length === 2)
  const status = await client.command('/status')

  expect(status.text).toContain('The AI model is preparing an answer')
  expect(client.framesOf('notice').filter(({ kind }) => kind === 'cancelled')).toHaveLength(1)
})
