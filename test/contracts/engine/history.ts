import { expect } from 'vitest'
import type { EngineCases } from './fixture.ts'
import { finished, ids, inbound, NOW, put, SESSION, step, turn } from './samples.ts'

/** What a session remembers. */
export const historyCases: EngineCases = {
  'a journal is read in the order of its steps': async ({ engine }) => {
    const steps = [step('t1', 1), step('t1', 0), step('t2', 0), step('t1', 2)]
    await engine.write(steps.map((row) => ({ type: 'journal', row })))
    expect(await engine.find.journal('t1')).toEqual([step('t1', 0), step('t1', 1), step('t1', 2)])
    expect(await engine.find.journal('nobody')).toEqual([])
  },

  'history is the context of a generation, in its order, with messages and journals': async ({ engine }) => {
    await engine.write([
      put('turn', finished('second', { contextSeq: 9, inbounds: ['i2', 'i3'] })),
      put('turn', finished('first', { contextSeq: 4, number: 2, inbounds: ['i1'] })),
      put('turn', turn('running', { inbounds: ['i4'] })),
      put('turn', finished('before', { generation: 0, contextSeq: 1 })),
      put('turn', finished('elsewhere', { session: 'other', contextSeq: 5 })),
      put('inbound', inbound('i1', { state: 'answered', turnId: 'first' })),
      put('inbound', inbound('i3', { state: 'answered', turnId: 'second' })),
      put('inbound', inbound('i2', { state: 'answered', turnId: 'second' })),
      { type: 'journal', row: step('second', 0) },
    ])
    const history = await engine.find.history(SESSION, 1, 10)
    expect(ids(history.map((entry) => entry.turn))).toEqual(['first', 'second'])
    expect(history.map((entry) => ids(entry.inbounds))).toEqual([['i1'], ['i2', 'i3']])
    expect(history.map((entry) => entry.journal)).toEqual([[], [step('second', 0)]])
  },

  'history is the last turns when there are more than asked for': async ({ engine }) => {
    await engine.write([3, 1, 2].map((contextSeq) => put('turn', finished(`t${contextSeq}`, { contextSeq }))))
    expect(ids((await engine.find.history(SESSION, 1, 2)).map((entry) => entry.turn))).toEqual(['t2', 't3'])
  },

  'an erased turn is not remembered, nor one that never entered the context': async ({ engine }) => {
    const { contextSeq: _, ...outside } = finished('outside')
    await engine.write([put('turn', finished('erased', { erased: true })), put('turn', outside)])
    expect(await engine.find.history(SESSION, 1, 10)).toEqual([])
    expect((await engine.find.finishedTurns(SESSION, 10)).length).toBe(2)
  },

  'a turn that is erased afterwards is forgotten': async ({ engine }) => {
    await engine.write([put('turn', finished('t1'))])
    await engine.write([put('turn', finished('t1', { erased: true }))])
    expect(await engine.find.history(SESSION, 1, 10)).toEqual([])
  },

  'finished turns are found newest first': async ({ engine }) => {
    await engine.write([
      put('turn', finished('old', { finishedAt: NOW - 2, number: 1 })),
      put('turn', finished('new', { finishedAt: NOW, number: 2 })),
      put('turn', finished('twin', { finishedAt: NOW, number: 3 })),
      put('turn', turn('running', { number: 4 })),
      put('turn', finished('elsewhere', { session: 'other' })),
    ])
    expect(ids(await engine.find.finishedTurns(SESSION, 10))).toEqual(['twin', 'new', 'old'])
    expect(ids(await engine.find.finishedTurns(SESSION, 1))).toEqual(['twin'])
  },
}
