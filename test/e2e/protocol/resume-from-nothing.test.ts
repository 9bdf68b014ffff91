import { expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'

test('a new tab of a known chat gets all that is retained, and nothing of other chats', async () => {
  await using gateway = await GatewayProcess.start()
  await using client = await gateway.client()
  await using stranger = await gateway.client()
  await stranger.answer(await stranger.say('a secret'))
  const question = await client.say('hello')
  await client.answer(question)
  await client.until(() => !client.typing)

  await using tab = await gateway.client({ chat: client.chat })
  await tab.until(() => tab.lastEventId >= (tab.framesOf('ready')[0]?.lastEventId ?? 0))

  expect([...tab.messages.values()]).toEqual([...client.messages.values()])
  expect(JSON.stringify(tab.frames)).not.toContain('secret')
})
