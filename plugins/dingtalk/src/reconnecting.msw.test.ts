import type { Clock } from '@holdline/bridge'
import { expect, test } from 'vitest'
import { systemClock } from '../../../test/platforms/kit/clock.ts'
import { GOOD_LIFE_MS, LEAVE_MS, OPEN_TIMEOUT_MS, PING_EVERY_MS, START_PATIENCE_MS, TIDY_EVERY_MS } from './limits.ts'
import { callsOf, eventually, setScene } from './testing/scene.ts'

/** What only waits for the platform, or for another day. */
const NO_PAUSES: ReadonlySet<number> = new Set([OPEN_TIMEOUT_MS, PING_EVERY_MS, START_PATIENCE_MS, TIDY_EVERY_MS])

/** Time in which every pause is over at once, and which remembers them. */
function restless() {
  const pauses: number[] = []
  const time = { now: 0 }
  const clock: Clock = {
    now: () => time.now,
    after(delayMs, run) {
      if (NO_PAUSES.has(delayMs)) return () => {}
      pauses.push(delayMs)
      const timer = setImmediate(run)
      return () => clearImmediate(timer)
    },
  }
  return { pauses, time, clock }
}

test.for([
  ['least', 0, [500, 1000, 2000, 4000, 8000, 15_000, 15_000]],
  ['most', 1, [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]],
] as const)(
  'a DingTalk that does not answer is asked once after each pause; with the %s chance',
  async ([_name, chance, expected]) => {
    const { pauses, clock } = restless()
    const scene = await setScene({ clock, random: () => chance })
    scene.dingtalk.fail('connectionsOpen', { dropBefore: true, times: Number.POSITIVE_INFINITY })
    const started = scene.start()
    await eventually(() => pauses.length).toBeGreaterThan(expected.length)
    scene.stop()
    await started
    expect(pauses.slice(0, expected.length)).toEqual(expected)
    const asked = callsOf(scene, 'connectionsOpen').length
    expect(asked - pauses.length, 'no storm (defect 4)').toBeLessThanOrEqual(1)
  },
)

test('a connection whose handshake is refused is tried again after the same pauses', async () => {
  const { pauses, clock } = restless()
  const scene = await setScene({ clock, random: () => 0, dingtalk: { limits: { ticketMs: 0 } } })
  const started = scene.start()
  await eventually(() => pauses.length).toBeGreaterThan(4)
  scene.stop()
  await started
  expect(pauses.slice(0, 4)).toEqual([500, 1000, 2000, 4000])
  const asked = callsOf(scene, 'connectionsOpen').length
  expect(asked - pauses.length, 'no storm (defect 4)').toBeLessThanOrEqual(1)
})

test('after a connection that lived for a while the pauses begin again', async () => {
  const { pauses, time, clock } = restless()
  const scene = await setScene({ clock, random: () => 0 })
  scene.dingtalk.fail('connectionsOpen', { dropBefore: true, times: 3 })
  await scene.start()
  expect(pauses).toEqual([500, 1000, 2000])
  time.now += GOOD_LIFE_MS
  scene.dingtalk.connections()[0]?.drop()
  await eventually(() => pauses).toEqual([500, 1000, 2000, 500])
  await scene.dingtalk.connected(1)
  // One that breaks at once is a failure like any other.
  scene.dingtalk.connections()[0]?.drop()
  await eventually(() => pauses).toEqual([500, 1000, 2000, 500, 500])
  await scene.dingtalk.connected(1)
  scene.dingtalk.connections()[0]?.drop()
  await eventually(() => pauses).toEqual([500, 1000, 2000, 500, 500, 1000])
})

test('a line that breaks is told with what that means for people, and replaced', async () => {
  const scene = await setScene()
  await scene.start()
  const [line] = scene.dingtalk.connections()
  const outage = scene.dingtalk.fail('connectionsOpen', { dropBefore: true, times: Number.POSITIVE_INFINITY })
  line?.drop()
  await eventually(() => scene.channel.health()).toMatchObject({
    state: 'degraded',
    detail: expect.stringMatching(/what is written meanwhile may not arrive/),
  })
  outage.clear()
  await eventually(() => scene.channel.health().state).toBe('ready')
  expect(scene.channel.health().detail).not.toMatch(/meanwhile/)
  expect(scene.dingtalk.connections()).toHaveLength(1)
})

test('the next connection opens before the old one ends, which is ended from here if nobody else does it', async () => {
  const leaves: (() => void)[] = []
  const clock: Clock = {
    now: systemClock.now,
    after(delayMs, run) {
      if (delayMs !== LEAVE_MS) return systemClock.after(delayMs, run)
      leaves.push(run)
      return () => {}
    },
  }
  const scene = await setScene({ clock, dingtalk: { limits: { disconnectMs: 3_600_000 } } })
  await scene.start()
  const [old] = scene.dingtalk.connections()
  old?.disconnect()
  await scene.dingtalk.connected(2)
  expect(scene.channel.health().state).toBe('ready')
  for (const leave of leaves) leave()
  await scene.dingtalk.connected(1)
  expect(scene.dingtalk.connections()).not.toContain(old)
})
