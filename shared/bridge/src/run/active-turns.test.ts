import { expect, test } from 'vitest'
import { Lab } from '../gate/lab.ts'
import type { TurnRecord } from '../store/records.ts'
import { ActiveTurns } from './active-turns.ts'

const NOW = 1_000_000

/** A turn that this node has, under its first lease. */
function turn(more: Partial<TurnRecord> = {}): TurnRecord {
  const lab = new Lab()
  lab.say('one')
  return { ...lab.running, id: 't1', ...more }
}

function reasonOf(active: { readonly controller: AbortController } | undefined): string {
  const reason: unknown = active?.controller.signal.reason
  return reason instanceof Error ? reason.message : 'none'
}

test('a cancel that is heard of before its turn was started stops it at its start', () => {
  const turns = new ActiveTurns('node-1')
  turns.stopSoon([turn()], 'cancelled')
  expect(reasonOf(turns.add(turn(), NOW))).toBe('turn stopped: cancelled')
})

test('a turn that was lost before it was started is not begun', () => {
  const turns = new ActiveTurns('node-1')
  turns.stopSoon([turn()], 'lease_lost')
  expect(turns.add(turn(), NOW)).toBeUndefined()
  expect(reasonOf(turns.add(turn({ epoch: 2 }), NOW))).toBe('none')
})

test('what is said of another node’s turn is not kept for it', () => {
  const turns = new ActiveTurns('node-1')
  turns.stopSoon([turn({ owner: 'node-2' })], 'cancelled')
  expect(reasonOf(turns.add(turn(), NOW))).toBe('none')
})

test('stops of turns that never start are forgotten in time', () => {
  const turns = new ActiveTurns('node-1')
  const others = Array.from({ length: 1_000 }, (_, index) => turn({ id: `other-${index}` }))
  turns.stopSoon([turn(), ...others], 'cancelled')
  expect(reasonOf(turns.add(turn(), NOW))).toBe('none')
})

test('a turn is worked on once under a lease, and a later lease ends the work under the earlier', () => {
  const turns = new ActiveTurns('node-1')
  const first = turns.add(turn(), NOW)
  expect(turns.add(turn(), NOW)).toBeUndefined()
  const second = turns.add(turn({ epoch: 2 }), NOW)
  expect([reasonOf(first), reasonOf(second)]).toEqual(['turn stopped: lease_lost', 'none'])
  expect(turns.add(turn(), NOW)).toBeUndefined()
  if (first !== undefined) turns.remove(first)
  expect(turns.all()).toEqual([second])
})

test('a stop of one lease leaves a later one alone; the first stop of a work is its reason', () => {
  const turns = new ActiveTurns('node-1')
  const active = turns.add(turn({ epoch: 2 }), NOW)
  turns.stopLease({ session: 's', turnId: 't1', epoch: 1 }, 'lease_lost')
  expect(reasonOf(active)).toBe('none')
  turns.stopLease({ session: 's', turnId: 't1', epoch: 2 }, 'cancelled')
  turns.stopAll('drain')
  expect(reasonOf(active)).toBe('turn stopped: cancelled')
})

test('who waits until nothing is worked on is told when that is so, and at once where it is', async () => {
  const turns = new ActiveTurns('node-1')
  await turns.whenIdle()
  const active = turns.add(turn(), NOW)
  const told: string[] = []
  const idle = turns.whenIdle().then(() => told.push('idle'))
  turns.tellIdle()
  await Promise.resolve()
  expect(told).toEqual([])
  if (active !== undefined) turns.remove(active)
  turns.tellIdle()
  await idle
  expect([turns.size, turns.has('t1')]).toEqual([0, false])
})
