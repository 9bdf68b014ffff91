import { expect } from 'vitest'
import type { EngineCases } from './fixture.ts'
import { finished, ids, inbound, NOW, notice, outbox, put, SESSION, session, step, turn, writes } from './samples.ts'

/** `decide`: reading, deciding and writing as one. */
export const decideCases: EngineCases = {
  'a decision in a new session sees nothing': async ({ engine }) => {
    const state = await engine.decide(SESSION, {}, (state) => ({ changes: [], result: state }))
    expect(state).toEqual({
      session: null,
      turns: [],
      inbounds: [],
      notices: [],
      duplicate: null,
      acted: null,
      turn: null,
      inbound: null,
      notice: null,
      head: null,
    })
  },

  'everything a decision writes is there when it resolves, unchanged': async ({ engine }) => {
    const rows = { session: session({ lastOutcome: 'completed' }), inbound: inbound('i1'), turn: turn('t1') }
    await engine.decide(
      SESSION,
      {},
      writes(
        put('session', rows.session),
        put('inbound', rows.inbound),
        put('turn', rows.turn),
        put('notice', notice('n1')),
        put('outbox', outbox('o1')),
        { type: 'act', row: { key: 'tap-1', session: SESSION, at: NOW, result: 'done' } },
        { type: 'journal', row: step('t1', 0) },
        { type: 'log', scope: 'webchat:default:c1', subject: 'message:i1', body: { text: 'текст 文本' } },
        { type: 'state', scope: 'lang', key: 'u1', value: 'zh-CN' },
      ),
    )
    expect(await engine.find.record('session', SESSION)).toEqual(rows.session)
    expect(await engine.find.record('inbound', 'i1')).toEqual(rows.inbound)
    expect(await engine.find.record('turn', 't1')).toEqual(rows.turn)
    expect(await engine.find.record('notice', 'n1')).toEqual(notice('n1'))
    expect(await engine.find.record('outbox', 'o1')).toEqual(outbox('o1'))
    expect(await engine.find.journal('t1')).toEqual([step('t1', 0)])
    expect(await engine.find.log('webchat:default:c1', 0, 10)).toMatchObject([{ body: { text: 'текст 文本' } }])
    expect(await engine.find.value('lang', 'u1')).toBe('zh-CN')
  },

  'a decision sees the live records of its own session only, in their orders': async ({ engine }) => {
    await engine.write([
      put('session', session()),
      put('turn', turn('t3', { number: 3, kind: 'parallel' })),
      put('turn', turn('t2', { number: 2 })),
      put('turn', finished('t1', { number: 1 })),
      put('inbound', inbound('i9', { seq: 9 })),
      put('inbound', inbound('i5', { seq: 5, state: 'claimed', turnId: 't2' })),
      put('inbound', inbound('i4', { seq: 4, state: 'answered', turnId: 't1' })),
      put('inbound', inbound('i6', { seq: 6, state: 'dropped', dropped: 'dequeued' })),
      put('notice', notice('n2', { openedAt: NOW + 2 })),
      put('notice', notice('n1', { openedAt: NOW + 1 })),
      put('notice', notice('n0', { state: 'closed' })),
      put('session', session({ key: 'other' })),
      put('turn', turn('other-turn', { session: 'other' })),
      put('inbound', inbound('other-inbound', { session: 'other' })),
      put('notice', notice('other-notice', { session: 'other' })),
    ])
    const state = await engine.decide(SESSION, {}, (state) => ({ changes: [], result: state }))
    expect(state.session?.key).toBe(SESSION)
    expect(ids(state.turns)).toEqual(['t2', 't3'])
    expect(ids(state.inbounds)).toEqual(['i5', 'i9'])
    expect(ids(state.notices)).toEqual(['n1', 'n2'])
    expect(await engine.find.state(SESSION)).toEqual(state)
  },

  'a decision finds what it wants by id, in whatever state it is': async ({ engine }) => {
    await engine.write([
      put('turn', finished('t1')),
      put('inbound', inbound('i1', { state: 'dropped', dropped: 'recalled' })),
      put('notice', notice('n1', { state: 'closed' })),
    ])
    const want = { turnId: 't1', inboundId: 'i1', noticeId: 'n1' }
    const state = await engine.decide(SESSION, want, (state) => ({ changes: [], result: state }))
    expect(state.turn).toEqual(finished('t1'))
    expect(state.inbound?.dropped).toBe('recalled')
    expect(state.notice?.state).toBe('closed')
    expect([state.turns, state.inbounds, state.notices]).toEqual([[], [], []])
  },

  'what a decision wants and nobody has is null': async ({ engine }) => {
    await engine.write([put('turn', turn('t1')), put('inbound', inbound('i1')), put('notice', notice('n1'))])
    const want = { turnId: 'x', inboundId: 'x', noticeId: 'x', dedupeKey: 'x' }
    const {
      turn: t,
      inbound: i,
      notice: n,
      duplicate,
      acted,
    } = await engine.decide(SESSION, want, (state) => ({
      changes: [],
      result: state,
    }))
    expect([t, i, n, duplicate, acted]).toEqual([null, null, null, null, null])
  },

  'a redelivered message and a redelivered act are found by their key': async ({ engine }) => {
    const act = { key: 'tap-1', session: SESSION, at: NOW, result: 'finished' } as const
    const known = inbound('i1', { state: 'answered', turnId: 't1', dedupeKey: 'update-7' })
    await engine.write([put('inbound', known), { type: 'act', row: act }])
    const again = (dedupeKey: string) =>
      engine.decide(SESSION, { dedupeKey }, ({ duplicate, acted }) => ({ changes: [], result: { duplicate, acted } }))
    expect(await again('update-7')).toEqual({ duplicate: known, acted: null })
    expect(await again('tap-1')).toEqual({ duplicate: null, acted: act })
  },

  'a decision that throws writes nothing and rejects only its own call': async ({ engine }) => {
    const boom = new Error('stale epoch')
    const results = await Promise.allSettled([
      engine.decide(SESSION, {}, writes(put('turn', turn('before')))),
      engine.decide(SESSION, {}, () => {
        throw boom
      }),
      engine.decide(SESSION, {}, writes(put('turn', turn('after')))),
    ])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(results[1]).toEqual({ status: 'rejected', reason: boom })
    expect(ids((await engine.find.state(SESSION)).turns).sort()).toEqual(['after', 'before'])
  },

  'a write that cannot be done takes its whole decision back, and no other': async ({ engine }) => {
    const results = await Promise.allSettled([
      engine.decide(SESSION, {}, writes(put('inbound', inbound('i1', { dedupeKey: 'update-7' })))),
      engine.decide(
        SESSION,
        {},
        writes(
          put('session', session({ nextSeq: 99 })),
          { type: 'log', scope: 'log', subject: 'a', body: 1 },
          put('inbound', inbound('i2', { dedupeKey: 'update-7' })),
        ),
      ),
      engine.decide(SESSION, {}, writes(put('turn', turn('t1')))),
    ])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    const state = await engine.find.state(SESSION)
    expect(state.session).toBeNull()
    expect(ids(state.inbounds)).toEqual(['i1'])
    expect(ids(state.turns)).toEqual(['t1'])
    expect(await engine.find.logBounds('log')).toBeNull()
  },

  'two messages of one decision cannot have one dedupe key': async ({ engine }) => {
    const twice = ['i1', 'i2'].map((id) => put('inbound', inbound(id, { dedupeKey: 'update-7' })))
    await expect(engine.write(twice)).rejects.toThrow()
    expect((await engine.find.state(SESSION)).inbounds).toEqual([])
  },

  'decisions on one session are serial, in the order of the calls': async ({ engine }) => {
    const calls = Array.from({ length: 200 }, () =>
      engine.decide(SESSION, {}, ({ session: row }) => {
        const { nextSeq } = row ?? session()
        return { changes: [put('session', session({ nextSeq: nextSeq + 1 }))], result: nextSeq }
      }),
    )
    expect(await Promise.all(calls)).toEqual(Array.from({ length: 200 }, (_, index) => index + 1))
    expect((await engine.find.record('session', SESSION))?.nextSeq).toBe(201)
  },

  'a put replaces the record with the same id': async ({ engine }) => {
    await engine.write([put('inbound', inbound('i1', { text: 'first', ping: true }))])
    const { ping: _, ...rest } = inbound('i1', { text: 'second' })
    await engine.write([put('inbound', rest)])
    expect(await engine.find.record('inbound', 'i1')).toEqual(rest)
  },

  'a record that moves to another session leaves the first': async ({ engine }) => {
    await engine.write([put('inbound', inbound('i1')), put('turn', turn('t1')), put('notice', notice('n1'))])
    await engine.write([
      put('inbound', inbound('i1', { session: 'other' })),
      put('turn', turn('t1', { session: 'other' })),
      put('notice', notice('n1', { session: 'other' })),
    ])
    const [before, after] = [await engine.find.state(SESSION), await engine.find.state('other')]
    expect([before.inbounds, before.turns, before.notices]).toEqual([[], [], []])
    expect([ids(after.inbounds), ids(after.turns), ids(after.notices)]).toEqual([['i1'], ['t1'], ['n1']])
  },

  'a decision sees what decisions, updates and writes before it have changed': async ({ engine }) => {
    const seen = () =>
      engine.decide(SESSION, {}, ({ session: row, inbounds, turns, notices }) => ({
        changes: [],
        result: [row?.nextSeq, ids(inbounds), ids(turns), ids(notices)],
      }))
    expect(await seen()).toEqual([undefined, [], [], []])
    await engine.decide(SESSION, {}, writes(put('session', session()), put('inbound', inbound('i2', { seq: 2 }))))
    await engine.write([
      put('inbound', inbound('i1', { seq: 1 })),
      put('turn', turn('t1')),
      put('notice', notice('n1')),
    ])
    expect(await seen()).toEqual([1, ['i1', 'i2'], ['t1'], ['n1']])
    await engine.update('notice', 'n1', () => notice('n1', { state: 'closed' }))
    await engine.decide(SESSION, {}, writes(put('session', session({ nextSeq: 5 })), put('turn', finished('t1'))))
    await engine.write([put('inbound', inbound('i1', { seq: 3 }))])
    expect(await seen()).toEqual([5, ['i2', 'i1'], [], []])
    const late = engine.decide(SESSION, {}, writes(put('turn', turn('t2'))))
    const failing = engine.write([
      put('turn', turn('t3')),
      put('inbound', inbound('i9', { dedupeKey: inbound('i1').dedupeKey })),
    ])
    await expect(failing).rejects.toThrow()
    await late
    expect(await seen()).toEqual([5, ['i2', 'i1'], ['t2'], []])
  },

  'what the writer does to its own value afterwards is not stored': async ({ engine }) => {
    const spent: { cancel?: string } = {}
    const written = engine.write([put('turn', turn('t1', { spent }))])
    await written
    spent.cancel = 'u2'
    expect((await engine.find.record('turn', 't1'))?.spent).toEqual({})
    expect((await engine.find.state(SESSION)).turns[0]?.spent).toEqual({})
  },
}
