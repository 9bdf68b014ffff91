import type { Json } from '@holdline/bridge'
import { expect, test } from 'vitest'
import { ADOPTED, asideEntry, readJournal, saidEntry, steeredEntry, toldEntry } from './journal.ts'

const past = (...entries: Json[]) => readJournal(entries.map((entry, seq) => ({ turnId: 't', seq, entry, at: 0 })))
const steer = (messageId: string): Json => ({ type: 'steer', messageId, text: `say ${messageId}` })

test('what an earlier attempt has done is known from its journal', () => {
  expect(past(asideEntry('t1'), toldEntry(['t0']), ADOPTED, saidEntry('a'), saidEntry('b'))).toEqual({
    adopted: true,
    aside: 't1',
    said: ['a', 'b'],
    told: ['t0'],
    unsteered: [],
  })
  expect(past()).toEqual({ adopted: false, aside: undefined, said: [], told: [], unsteered: [] })
})

test('what was said to the turn and the host had not taken up is given again, and only that', () => {
  expect(past(ADOPTED, steer('1'), steeredEntry('1'), steer('2')).unsteered).toEqual([steer('2')])
})
