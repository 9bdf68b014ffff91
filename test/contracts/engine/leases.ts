import { expect } from 'vitest'
import type { EngineCases } from './fixture.ts'
import { CHAT, elsewhere, finished, ids, NOW, put, ROUTE, SESSION, turn } from './samples.ts'

const CANCEL = { by: null, cause: 'operator', at: NOW } as const

/** Leases: renewing them, and finding those that have ended. */
export const leaseCases: EngineCases = {
  'a renewal moves the end of the lease, and nothing else': async ({ engine }) => {
    await engine.write([put('turn', turn('t1')), put('turn', turn('t2', { number: 2 }))])
    expect(await engine.renew([{ turnId: 't1', epoch: 1 }], NOW + 99_000)).toEqual({ lost: [], cancels: [] })
    expect(await engine.find.record('turn', 't1')).toEqual(turn('t1', { expiresAt: NOW + 99_000 }))
    expect(await engine.find.record('turn', 't2')).toEqual(turn('t2', { number: 2 }))
    expect((await engine.find.state(SESSION)).turns[0]?.expiresAt).toBe(NOW + 99_000)
    expect(ids(await engine.find.expiredTurns(NOW + 98_000, [ROUTE], 10))).toEqual(['t2'])
  },

  'a decision after a renewal sees the new end of the lease': async ({ engine }) => {
    await engine.write([put('turn', turn('t1'))])
    const ends = () =>
      engine.decide(SESSION, {}, ({ turns }) => ({ changes: [], result: turns.map(({ expiresAt }) => expiresAt) }))
    expect(await ends()).toEqual([NOW + 15_000])
    await engine.renew([{ turnId: 't1', epoch: 1 }], NOW + 99_000)
    expect(await ends()).toEqual([NOW + 99_000])
  },

  'a renewal with a stale epoch, of an ended turn, or of no turn is lost': async ({ engine }) => {
    await engine.write([put('turn', turn('stale', { epoch: 2 })), put('turn', finished('ended'))])
    const leases = ['stale', 'ended', 'unknown'].map((turnId) => ({ turnId, epoch: 1 }))
    expect(await engine.renew(leases, NOW + 99_000)).toEqual({ lost: ['stale', 'ended', 'unknown'], cancels: [] })
    expect((await engine.find.record('turn', 'stale'))?.expiresAt).toBe(NOW + 15_000)
  },

  'a renewal tells of committed cancels': async ({ engine }) => {
    await engine.write([put('turn', turn('t1', { cancel: CANCEL })), put('turn', turn('t2', { number: 2 }))])
    const leases = ['t1', 't2'].map((turnId) => ({ turnId, epoch: 1 }))
    const { lost, cancels } = await engine.renew(leases, NOW + 99_000)
    expect(lost).toEqual([])
    expect(cancels).toEqual([turn('t1', { cancel: CANCEL, expiresAt: NOW + 99_000 })])
  },

  'thousands of leases are renewed by one call': async ({ engine }) => {
    const rows = Array.from({ length: 2_000 }, (_, index) => turn(`t${index}`, { session: `s${index}` }))
    await engine.write(rows.map((row) => put('turn', row)))
    const leases = [...rows.map(({ id }) => ({ turnId: id, epoch: 1 })), { turnId: 'unknown', epoch: 1 }]
    expect(await engine.renew(leases, NOW + 99_000)).toEqual({ lost: ['unknown'], cancels: [] })
    const turns = await engine.find.runningTurns()
    expect(new Set(turns.map(({ expiresAt }) => expiresAt))).toEqual(new Set([NOW + 99_000]))
    expect(await engine.find.expiredTurns(NOW + 98_999, [ROUTE], 10)).toEqual([])
  },

  'a renewal of nothing finds nothing': async ({ engine }) => {
    await engine.write([put('turn', turn('t1'))])
    expect(await engine.renew([], NOW + 99_000)).toEqual({ lost: [], cancels: [] })
    expect((await engine.find.record('turn', 't1'))?.expiresAt).toBe(NOW + 15_000)
  },

  'ended leases are found by route, the longest ended first': async ({ engine }) => {
    await engine.write([
      put('turn', turn('t1', { expiresAt: NOW })),
      put('turn', turn('t2', { expiresAt: NOW - 2, number: 2 })),
      put('turn', turn('t3', { expiresAt: NOW - 1, chat: elsewhere('g1'), session: 'other' })),
      put('turn', turn('t4', { expiresAt: NOW + 1, number: 4 })),
      put('turn', finished('t5', { expiresAt: NOW - 9 })),
    ])
    const telegram = 'telegram:default'
    expect(ids(await engine.find.expiredTurns(NOW, [ROUTE, telegram], 10))).toEqual(['t2', 't3', 't1'])
    expect(ids(await engine.find.expiredTurns(NOW, [ROUTE], 10))).toEqual(['t2', 't1'])
    expect(ids(await engine.find.expiredTurns(NOW, [telegram, ROUTE], 2))).toEqual(['t2', 't3'])
    expect(await engine.find.expiredTurns(NOW, [], 10)).toEqual([])
  },

  'running turns are found by owner, and owners without their turns': async ({ engine }) => {
    await engine.write([
      put('turn', turn('b2', { session: 'b', number: 2, owner: 'node-2' })),
      put('turn', turn('b1', { session: 'b', number: 1 })),
      put('turn', turn('a1', { session: 'a', owner: 'node-2', chat: CHAT })),
      put('turn', finished('a0', { session: 'a', owner: 'node-3' })),
    ])
    expect(ids(await engine.find.runningTurns())).toEqual(['a1', 'b1', 'b2'])
    expect(ids(await engine.find.runningTurns('node-2'))).toEqual(['a1', 'b2'])
    expect(await engine.find.runningTurns('node-3')).toEqual([])
    expect([...(await engine.find.runningOwners())].sort()).toEqual(['node-1', 'node-2'])
    await engine.write([put('turn', finished('b1', { session: 'b' }))])
    expect(await engine.find.runningOwners()).toEqual(['node-2'])
  },

  'a database without running turns has no owners': async ({ engine }) => {
    expect(await engine.find.runningOwners()).toEqual([])
  },
}
