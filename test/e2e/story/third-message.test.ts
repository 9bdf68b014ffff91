import { expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'

test('a third message changes the notice of the second instead of adding one', async () => {
  await using gateway = await GatewayProcess.start()
  await using client = await gateway.client()
  await client.say('[hang] hello')
  await client.say('are you there?')
  const first = await client.busy()

  await client.say('please')
  const second = await client.until(() => client.live.find(({ queuePosition }) => queuePosition === 2))

  expect(first.queuePosition).toBe(1)
  expect(second.noticeId).toBe(first.noticeId)
  expect(second.text).toContain('number 2')
  expect(client.notices.size).toBe(1)
})
