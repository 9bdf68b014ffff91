import type { Clock } from '@holdline/bridge'
import { expect, test } from 'vitest'
import { notice } from '../../../test/channels/samples.ts'
import { systemClock } from '../../../test/platforms/kit/clock.ts'
import { REMEMBER_CHAT_MS, REMEMBER_MS, TIDY_EVERY_MS } from './limits.ts'
import { eventually, setScene } from './testing/scene.ts'

test('what is too old is forgotten every day, and what is not stays', async () => {
  const days: (() => void)[] = []
  let later = 0
  const clock: Clock = {
    now: () => systemClock.now() + later,
    after(delayMs, run) {
      if (delayMs !== TIDY_EVERY_MS) return systemClock.after(delayMs, run)
      days.push(run)
      return () => {}
    },
  }
  const scene = await setScene({ clock })
  const { chats, cards, buttons } = scene.state
  const sizes = () => [chats, cards, buttons].map(({ entries }) => entries.size)
  await scene.start()
  await scene.channel.notify(notice(scene.ref, 'busy'))
  const { push } = scene.ann.says(scene.chat, 'hello')
  await eventually(() => push?.acks).toBe(1)
  expect(sizes()).toEqual([1, 1, 1])

  days.shift()?.()
  await eventually(() => days).toHaveLength(1)
  expect(sizes()).toEqual([1, 1, 1])
  later = REMEMBER_MS + 1
  chats.down = true
  days.shift()?.()
  await eventually(() => days).toHaveLength(1)
  chats.down = false
  days.shift()?.()
  await eventually(sizes).toEqual([1, 0, 0])
  later = REMEMBER_CHAT_MS + 1
  await eventually(() => days).toHaveLength(1)
  days.shift()?.()
  await eventually(sizes).toEqual([0, 0, 0])
})
