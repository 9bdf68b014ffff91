import { expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'

test('a lone run that is slow is shown, and said to be stuck when nothing moves', async () => {
  await using gateway = await GatewayProcess.start({ config: { slowAfterMs: 500, stallAfterMs: 6_000 } })
  await using client = await gateway.client()
  await client.say('[hang] hello')

  const slow = await client.busy()
  const stalled = await client.until(() => client.live.find(({ text }) => text.includes('may be stuck')))
  const toast = await client.tap(stalled, 'cancel')
  const closed = await client.until(() => client.revisionsOf(slow.noticeId).find(({ state }) => state === 'closed'))

  expect(slow.text).not.toContain('stuck')
  expect(stalled).toMatchObject({ noticeId: slow.noticeId, reason: 'waiting_model_response' })
  expect(toast.result).toBe('done')
  expect(closed.kind).toBe('cancelled')
})
