import { expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'

test('a message that is sent again is the same message: on the connection, after it, and after a restart', async () => {
  await using gateway = await GatewayProcess.start()
  await using client = await gateway.client()
  client.send('hello', 'mine')
  client.send('hello', 'mine')
  await client.until(() => client.framesOf('accepted').length === 2)
  await client.reconnect()
  client.send('hello', 'mine')
  await client.until(() => client.framesOf('accepted').length === 3)
  await gateway.kill()
  await gateway.restart()
  await client.reconnect()
  client.send('another text', 'mine')
  await client.until(() => client.framesOf('accepted').length === 4)
  await client.answer(await client.say('next'))

  expect(
    new Set(
      client
        .framesOf('accepted')
        .slice(0, 4)
        .map(({ messageId }) => messageId),
    ).size,
  ).toBe(1)
  const texts = [...client.messages.values()].map(({ role, text }) => `${role}: ${text.split('\n')[0]}`)
  expect(texts.sort()).toEqual(['agent: You wrote: hello', 'agent: You wrote: next', 'user: hello', 'user: next'])
})
