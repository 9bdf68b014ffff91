import { expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'

test('chats have names that nobody guesses, and a guess is refused', async () => {
  await using gateway = await GatewayProcess.start()
  const chats: string[] = []
  for (let count = 0; count < 10; count += 1) {
    await using client = await gateway.client()
    chats.push(client.chat)
  }
  expect(new Set(chats).size).toBe(chats.length)
  // 128 bits in base64url.
  for (const chat of chats) expect(chat).toMatch(/^[\w-]{22,}$/)
  await expect(gateway.client({ chat: `${chats[0]}x` })).rejects.toThrow('unknown_chat')
})
