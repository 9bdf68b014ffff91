import type { Engine } from '@holdline/bridge'
import { expect } from 'vitest'
import type { EngineCases } from './fixture.ts'
import { finished, inbound, NOW, notice, outbox, put, SESSION, session, step, turn } from './samples.ts'

const OLD = NOW - 1_000
const LIMITS = { finishedBefore: NOW - 500, dedupeBefore: NOW - 500, logEntries: 100 }

/** Which of these records are still there. */
async function kept(
  engine: Engine,
  table: 'turn' | 'inbound' | 'notice' | 'outbox',
  names: string[],
): Promise<string[]> {
  const rows = await Promise.all(names.map((id) => engine.find.record(table, id)))
  return names.filter((_, index) => rows[index] !== null)
}

/** What a retention rule drops, and what it never drops. */
export const purgeCases: EngineCases = {
  'an old turn of an old generation is dropped with its journal': async ({ engine }) => {
    await engine.write([
      put('session', session({ generation: 2 })),
      put('turn', finished('gone', { finishedAt: OLD })),
      put('turn', finished('young', { finishedAt: NOW })),
      put('turn', finished('context', { finishedAt: OLD, generation: 2 })),
      put('turn', finished('erased', { finishedAt: OLD, generation: 2, erased: true })),
      put('turn', turn('running', { startedAt: OLD })),
      { type: 'journal', row: step('gone', 0) },
      { type: 'journal', row: step('context', 0) },
    ])
    await engine.purge(LIMITS)
    expect(await kept(engine, 'turn', ['gone', 'young', 'context', 'erased', 'running'])).toEqual([
      'young',
      'context',
      'running',
    ])
    expect(await engine.find.journal('gone')).toEqual([])
    expect(await engine.find.journal('context')).toHaveLength(1)
  },

  'old closed notices go with their turn, live ones never': async ({ engine }) => {
    const closed = { state: 'closed', openedAt: OLD } as const
    await engine.write([
      put('session', session({ generation: 2 })),
      put('turn', finished('gone', { finishedAt: OLD })),
      put('turn', finished('context', { finishedAt: OLD, generation: 2 })),
      put('notice', notice('of gone', { ...closed, turnId: 'gone' })),
      put('notice', notice('of context', { ...closed, turnId: 'context' })),
      put('notice', notice('of nothing', closed)),
      put('notice', notice('young', { state: 'closed' })),
      put('notice', notice('live', { openedAt: OLD, turnId: 'gone' })),
    ])
    await engine.purge(LIMITS)
    const names = ['of gone', 'of context', 'of nothing', 'young', 'live']
    expect(await kept(engine, 'notice', names)).toEqual(['of context', 'young', 'live'])
  },

  'old messages stay while they wait, or their turn is kept': async ({ engine }) => {
    const old = { receivedAt: OLD, state: 'answered' } as const
    await engine.write([
      put('session', session()),
      put('turn', finished('context', { finishedAt: OLD })),
      put('inbound', inbound('of gone', { ...old, turnId: 'gone' })),
      put('inbound', inbound('of context', { ...old, turnId: 'context' })),
      put('inbound', inbound('dropped', { receivedAt: OLD, state: 'dropped', dropped: 'full' })),
      put('inbound', inbound('young', { state: 'answered', turnId: 'gone' })),
      put('inbound', inbound('pending', { receivedAt: OLD })),
      put('inbound', inbound('claimed', { receivedAt: OLD, state: 'claimed', turnId: 'gone' })),
    ])
    await engine.purge(LIMITS)
    const names = ['of gone', 'of context', 'dropped', 'young', 'pending', 'claimed']
    expect(await kept(engine, 'inbound', names)).toEqual(['of context', 'young', 'pending', 'claimed'])
  },

  'a purged message or act is no longer recognised, a younger one is': async ({ engine }) => {
    const act = (key: string, at: number) =>
      ({ type: 'act', row: { key, session: SESSION, at, result: 'done' } }) as const
    await engine.write([
      put('inbound', inbound('i1', { receivedAt: OLD, state: 'answered', dedupeKey: 'old' })),
      put('inbound', inbound('i2', { state: 'answered', dedupeKey: 'new' })),
      act('old', OLD),
      act('new', NOW),
    ])
    await engine.purge(LIMITS)
    const seen = (dedupeKey: string) =>
      engine.decide(SESSION, { dedupeKey }, ({ duplicate, acted }) => ({
        changes: [],
        result: [duplicate !== null, acted !== null],
      }))
    expect(await seen('old')).toEqual([false, false])
    expect(await seen('new')).toEqual([true, true])
  },

  'old outbox entries are dropped once they are sent or dead': async ({ engine }) => {
    await engine.write([
      put('outbox', outbox('sent', { createdAt: OLD, state: 'sent' })),
      put('outbox', outbox('dead', { createdAt: OLD, state: 'dead' })),
      put('outbox', outbox('pending', { createdAt: OLD })),
      put('outbox', outbox('young', { state: 'sent' })),
    ])
    await engine.purge(LIMITS)
    expect(await kept(engine, 'outbox', ['sent', 'dead', 'pending', 'young'])).toEqual(['pending', 'young'])
  },

  'a log keeps its latest entries, and its numbers go on': async ({ engine }) => {
    for (const subject of ['a', 'b', 'c', 'a']) await engine.append({ scope: 'log', subject, body: subject }, 0)
    await engine.append({ scope: 'short', subject: 'a', body: 'a' }, 0)
    const last = await engine.find.logBounds('log')
    await engine.purge({ ...LIMITS, logEntries: 2 })
    expect((await engine.find.log('log', 0, 10)).map(({ subject }) => subject)).toEqual(['c', 'a'])
    expect(await engine.find.log('short', 0, 10)).toHaveLength(1)
    await engine.purge({ ...LIMITS, logEntries: 0 })
    expect(await engine.find.logBounds('log')).toBeNull()
    expect(await engine.append({ scope: 'log', subject: 'd', body: 'd' }, 0)).toBe((last?.last ?? 0) + 1)
  },

  'a purge of much more than one step drops all of it': async ({ engine }) => {
    const many = Array.from({ length: 1_000 }, (_, index) => `n${index}`)
    await engine.write(many.map((id) => put('inbound', inbound(id, { state: 'answered', receivedAt: OLD }))))
    await engine.write(many.map((subject) => ({ type: 'log', scope: 'log', subject, body: 0 })))
    await engine.purge({ ...LIMITS, logEntries: 10 })
    expect(await kept(engine, 'inbound', many)).toEqual([])
    expect(await engine.find.log('log', 0, 1_000)).toHaveLength(10)
  },
}
