import { type Engine, StoreUnavailableError } from '@holdline/bridge'
import { expect, vi } from 'vitest'
import type { EngineCases, EngineFixture } from './fixture.ts'
import { ids, inbound, NOW, notice, outbox, put, ROUTE, SESSION, session, step, turn, writes } from './samples.ts'

/** Longer than any engine takes to notice another process's commit; the design asks for 500 ms. */
const NOTICED_MS = 5_000

function needed<K extends 'reopen' | 'second'>(fixture: EngineFixture, way: K): NonNullable<EngineFixture[K]> {
  const open = fixture[way]
  if (open === undefined) throw new Error(`this engine has no way to ${way}: skip the test and say why`)
  return open
}

/** What outlives an engine, and what several engines on one database see of each other. */
export const durabilityCases: EngineCases = {
  'everything is there when the database is opened again': async (fixture) => {
    const { engine } = fixture
    await engine.write([
      put('session', session({ dueAt: NOW, dueRoute: ROUTE })),
      put('inbound', inbound('i1')),
      put('turn', turn('t1')),
      put('notice', notice('n1')),
      put('outbox', outbox('o1')),
      put('outbox', outbox('o2')),
      { type: 'journal', row: step('t1', 0) },
      { type: 'state', scope: 's', key: 'k', value: [1] },
      { type: 'log', scope: 'log', subject: 'a', body: 1 },
    ])
    const state = await engine.find.state(SESSION)
    const id = await engine.append({ scope: 'log', subject: 'a', body: 2 }, 0)
    const again = await needed(fixture, 'reopen')()
    expect(await again.find.state(SESSION)).toEqual(state)
    expect(await again.find.dueSessions(NOW, [ROUTE], 10)).toEqual([SESSION])
    expect(ids(await again.find.outboxHeads(NOW, [ROUTE], 10))).toEqual(['o1'])
    expect(await again.find.journal('t1')).toEqual([step('t1', 0)])
    expect(await again.find.value('s', 'k')).toEqual([1])
    expect(await again.append({ scope: 'log', subject: 'b', body: 3 }, 0)).toBe(id + 1)
  },

  'close finishes what was accepted, and refuses what comes later': async (fixture) => {
    const { engine } = fixture
    const accepted = engine.decide(SESSION, {}, writes(put('session', session())))
    const closed = engine.close()
    await expect(engine.write([put('session', session({ nextSeq: 2 }))])).rejects.toThrow(StoreUnavailableError)
    await accepted
    await closed
    await expect(engine.find.record('session', SESSION)).rejects.toThrow(StoreUnavailableError)
    const again = await needed(fixture, 'reopen')()
    expect((await again.find.record('session', SESSION))?.nextSeq).toBe(1)
  },

  'close may be called twice': async ({ engine }) => {
    await Promise.all([engine.close(), engine.close()])
    await engine.close()
  },

  'two engines on one database see what the other has committed': async (fixture) => {
    const { engine } = fixture
    const second = await needed(fixture, 'second')()
    const epochs = (of: Engine) =>
      of.decide(SESSION, {}, ({ turns }) => ({ changes: [], result: turns.map(({ epoch }) => epoch) }))
    await engine.write([put('turn', turn('t1'))])
    expect(await epochs(engine)).toEqual([1])
    expect(await epochs(second)).toEqual([1])
    await second.write([put('turn', turn('t1', { epoch: 2 }))])
    expect(await epochs(engine)).toEqual([2])
    expect((await engine.find.state(SESSION)).turns[0]?.epoch).toBe(2)
    await engine.update('turn', 't1', (row) => (row === null ? undefined : { ...row, epoch: 3 }))
    expect(await epochs(second)).toEqual([3])
    expect(await engine.renew([{ turnId: 't1', epoch: 2 }], NOW)).toEqual({ lost: ['t1'], cancels: [] })
  },

  'decisions of two engines on one session are serial': async (fixture) => {
    const engines = [fixture.engine, await needed(fixture, 'second')()]
    const calls = Array.from({ length: 100 }, (_, index) =>
      engines[index % 2]?.decide(SESSION, {}, ({ session: row }) => {
        const { nextSeq } = row ?? session()
        return { changes: [put('session', session({ nextSeq: nextSeq + 1 }))], result: nextSeq }
      }),
    )
    const seen = await Promise.all(calls)
    expect(new Set(seen).size).toBe(100)
    expect((await fixture.engine.find.record('session', SESSION))?.nextSeq).toBe(101)
  },

  'a commit of another engine is hinted at, and own commits are not': async (fixture) => {
    const { engine } = fixture
    const second = await needed(fixture, 'second')()
    const [mine, theirs] = [vi.fn(), vi.fn()]
    engine.watch(mine)
    second.watch(theirs)
    await second.write([put('session', session())])
    await vi.waitFor(() => expect(mine).toHaveBeenCalled(), NOTICED_MS)
    expect(theirs).not.toHaveBeenCalled()
  },

  'a hint stops with its listener': async (fixture) => {
    const { engine } = fixture
    const second = await needed(fixture, 'second')()
    const [stopped, going] = [vi.fn(), vi.fn()]
    const stop = engine.watch(stopped)
    engine.watch(going)
    stop()
    await second.write([put('session', session())])
    await vi.waitFor(() => expect(going).toHaveBeenCalled(), NOTICED_MS)
    expect(stopped).not.toHaveBeenCalled()
  },
}
