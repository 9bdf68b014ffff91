import { expect, test } from 'vitest'
import { readJournal } from './journal.ts'
import { answerOf, isAnswered, openCalls, progressOf } from './progress.ts'
import { callStep, journalOf, resultEntry, textStep } from './testing.ts'

const progressFrom = (...entries: Parameters<typeof journalOf>[0]) => progressOf(readJournal(journalOf(entries)))
const steer = (text: string) => ({ type: 'steer', messageId: 'm', text })

test('a call is open until its result is there, started or not', () => {
  const progress = progressFrom(callStep('a', 'b', 'c'), { type: 'tool_started', call: 'a' }, resultEntry('b', 'x'))
  expect(openCalls(progress).map(({ id }) => id)).toEqual(['a', 'c'])
  expect(progress.steps[0]?.started).toEqual(new Set(['a']))
})

test('a call id that a later step uses again is a new call', () => {
  const progress = progressFrom(callStep('call_0'), resultEntry('call_0', 'first'), callStep('call_0'))
  expect(openCalls(progress).map(({ id }) => id)).toEqual(['call_0'])
})

test('a turn is answered by a step without calls', () => {
  expect(isAnswered(progressFrom())).toBe(false)
  expect(isAnswered(progressFrom(callStep('a'), resultEntry('a', 'x')))).toBe(false)
  expect(isAnswered(progressFrom(callStep('a'), resultEntry('a', 'x'), textStep('done')))).toBe(true)
})

test('a message that came after the last step has to be answered too', () => {
  expect(isAnswered(progressFrom(textStep('done'), steer('one more thing')))).toBe(false)
})

test('the answer holds what was said between the tools, so that nothing shown disappears', () => {
  const looking = { type: 'step', model: 'm', parts: [{ type: 'text', text: 'Let me look. ' }] }
  expect(answerOf(progressFrom(looking, steer('and?'), textStep('It is 4.')))).toBe('Let me look.\n\nIt is 4.')
})
