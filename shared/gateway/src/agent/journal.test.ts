import { expect, test } from 'vitest'
import { readJournal } from './journal.ts'
import { callStep, journalOf, resultEntry, textStep } from './testing.ts'

test('every kind of entry survives the store', () => {
  const entries = [
    {
      type: 'step',
      model: 'm',
      parts: [
        { type: 'reasoning', text: 'hm' },
        { type: 'text', text: 'Look.' },
      ],
    },
    callStep('a'),
    { type: 'tool_started', call: 'a' },
    resultEntry('a', 'found'),
    { type: 'steer', messageId: 'm2', text: 'quick' },
    textStep('done'),
  ]
  const stored = JSON.parse(JSON.stringify(journalOf(entries)))
  expect(readJournal(stored)).toEqual(entries)
})

test('an entry of an unknown kind is named with its turn and place', () => {
  const records = journalOf([textStep('fine'), { type: 'dream' }])
  expect(() => readJournal(records)).toThrow(/turn t1: journal entry 1 cannot be read: .*type/)
})

test('an entry with a field that this version does not know is refused, not half understood', () => {
  const records = journalOf([{ type: 'tool_started', call: 'a', sandbox: true }])
  expect(() => readJournal(records)).toThrow(/journal entry 0 cannot be read: .*sandbox/)
})
