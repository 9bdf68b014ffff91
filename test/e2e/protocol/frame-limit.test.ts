import { expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'

const LIMIT_BYTES = 64 * 1024

// Room for a message's event around its text.
const ROOM_BYTES = 2_048

test('a frame over 64 KiB closes its socket with 1009, and nothing else', async () => {
  await using gateway = await GatewayProcess.start()
  await using client = await gateway.client()
  await using other = await gateway.client()
  client.raw(JSON.stringify({ type: 'send', clientId: 'x', text: 'x'.repeat(LIMIT_BYTES) }))

  expect(await client.closed()).toBe(1009)
  expect((await other.answer(await other.say('hello'))).text).toContain('hello')
  await client.reconnect()
  expect((await client.answer(await client.say('still here'))).text).toContain('still here')
})

test('a long message that fits comes back whole; one that could not is refused by name', async () => {
  await using gateway = await GatewayProcess.start()
  await using client = await gateway.client()
  const text = 'é'.repeat((LIMIT_BYTES - ROOM_BYTES) / 2)
  const question = await client.say(text)
  await client.answer(question)

  client.transmit({ type: 'send', clientId: 'too long', text: 'x'.repeat(LIMIT_BYTES - 100) })
  const error = await client.until(() => client.framesOf('error')[0])

  expect((await client.until(() => client.messages.get(question))).text).toBe(text)
  expect(error).toMatchObject({ code: 'too_large', clientId: 'too long' })
})
