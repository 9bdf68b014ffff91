import { expect, test } from 'vitest'
import type { Clock } from '../ports/environment.ts'
import { Pump } from './pump.ts'

interface Item {
  readonly id: string
  readonly at: number
}

/** A pump over a list, and the pauses that it asked for. */
function pumpOf(items: Item[], parallel: number) {
  const delivered: string[] = []
  const pauses: number[] = []
  const dropped: number[] = []
  const clock: Clock = {
    now: () => 0,
    after(ms) {
      pauses.push(ms)
      return () => dropped.push(ms)
    },
  }
  const pump = new Pump<Item>({
    clock,
    parallel,
    due: async (_now, limit) => items.slice(0, limit),
    keyOf: (item) => item.id,
    notBefore: (item) => item.at,
    async deliver(item) {
      items.splice(items.indexOf(item), 1)
      delivered.push(item.id)
      return true
    },
    failed(error) {
      throw error
    },
  })
  return { pump, delivered, waiting: () => pauses.filter((ms) => !dropped.includes(ms)) }
}

test('what is held back keeps nothing else waiting', async () => {
  const held = Array.from({ length: 10 }, (_, index) => ({ id: `held-${index}`, at: 60_000 }))
  const { pump, delivered } = pumpOf([...held, { id: 'free', at: 0 }], 2)
  await pump.whenQuiet()
  expect(delivered).toEqual(['free'])
})

test('it wakes for what is held back the shortest', async () => {
  const items = [9_000, 1_000, 5_000].map((at) => ({ id: String(at), at }))
  const { pump, waiting } = pumpOf(items, 8)
  await pump.whenQuiet()
  expect(waiting()).toEqual([1_000])
})
