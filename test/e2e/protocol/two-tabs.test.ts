import { expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'

test('two tabs of a chat see the same; answers to what one does reach that one', async () => {
  await using gateway = await GatewayProcess.start()
  await using left = await gateway.client()
  await using right = await gateway.client({ chat: left.chat })
  await left.say('[hang] hello')
  const next = await right.say('are you there?')
  await left.busy()

  const toast = await right.tap(await right.busy(), 'cancel')
  await Promise.all([left.answer(next), right.answer(next)])
  await Promise.all([left, right].map((tab) => tab.until(() => tab.live.length === 0 && !tab.typing)))

  expect(toast.result).toBe('done')
  expect(left.framesOf('toast')).toEqual([])
  expect(left.framesOf('accepted')).toHaveLength(1)
  expect(right.framesOf('accepted')).toHaveLength(1)
  expect([...left.messages.values()]).toEqual([...right.messages.values()])
  expect([...left.notices.values()].map(({ elapsedMs: _, ...notice }) => notice)).toEqual(
    [...right.notices.values()].map(({ elapsedMs: _, ...notice }) => notice),
  )
})
