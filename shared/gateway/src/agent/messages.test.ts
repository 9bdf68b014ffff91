import type { HistoryEntry } from '@holdline/bridge'
import type { ModelMessage } from 'ai'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { joinUserMessages, messagesOf } from './messages.ts'
import { callStep, finishedTurn, resultEntry, textStep } from './testing.ts'

const ROOM = 100_000
const cancelled = { type: 'cancelled', by: null, cause: 'person' } as const
const said = (history: readonly HistoryEntry[], budget = ROOM) => messagesOf(history, budget).messages
const asText = (messages: readonly ModelMessage[]) => JSON.stringify(messages)

test('a completed turn is its question, its steps and its answer', () => {
  const turn = finishedTurn({ text: 'How many?', journal: [callStep('a'), resultEntry('a', '4'), textStep('Four.')] })
  expect(said([turn])).toEqual([
    { role: 'user', content: 'How many?' },
    { role: 'assistant', content: [{ type: 'tool-call', toolCallId: 'a', toolName: 'look', input: { id: 'a' } }] },
    {
      role: 'tool',
      content: [{ type: 'tool-result', toolCallId: 'a', toolName: 'look', output: { type: 'text', value: '4' } }],
    },
    { role: 'assistant', content: [{ type: 'text', text: 'Four.' }] },
  ])
})

test('a cancelled turn has its open calls closed, and says that it was cancelled', () => {
  const turn = finishedTurn({ text: 'Go', journal: [callStep('a', 'b'), resultEntry('a', 'x')], outcome: cancelled })
  const messages = said([turn])
  expect(messages[2]).toMatchObject({
    role: 'tool',
    content: [
      { toolCallId: 'a', output: { type: 'text' } },
      { toolCallId: 'b', output: { type: 'error-text' } },
    ],
  })
  expect(messages.at(-1)).toMatchObject({ role: 'user', content: expect.stringMatching(/cancelled by the user/) })
})

test('a failed turn says with what it failed', () => {
  const failure = { code: 'provider_error', reference: 'r' } as const
  const turn = finishedTurn({ text: 'Go', outcome: { type: 'failed', failure } })
  expect(asText(said([turn]))).toMatch(/failed \(provider_error\)/)
})

test('a background turn enters as an event with its question and answer', () => {
  const turn = finishedTurn({
    text: 'Dig',
    kind: 'background',
    journal: [callStep('a'), resultEntry('a', 'x'), textStep('Gold.')],
  })
  const messages = said([turn])
  expect(messages).toHaveLength(1)
  expect(messages[0]?.content).toMatch(/^<system-event>Task #7.*has ended.*Dig.*Gold\.<\/system-event>$/s)
})

test("in a group, a message begins with its sender's name", () => {
  expect(said([finishedTurn({ text: 'Hi', group: true })])[0]).toEqual({ role: 'user', content: 'Ann: Hi' })
})

test('what was said to the running turn stands after the results, where providers allow it', () => {
  const steer = { type: 'steer', messageId: 'm', text: 'faster' }
  const journal = [callStep('a', 'b'), resultEntry('a', 'x'), steer, resultEntry('b', 'y'), textStep('Done.')]
  expect(said([finishedTurn({ text: 'Go', journal })]).map(({ role }) => role)).toEqual([
    'user',
    'assistant',
    'tool',
    'user',
    'assistant',
  ])
})

test('what was said to the running turn is read once', () => {
  const steer = { type: 'steer', messageId: 'm2', text: 'faster' }
  const turn = finishedTurn({ text: 'Go', journal: [callStep('a'), resultEntry('a', 'x'), steer, textStep('Done.')] })
  const [question] = turn.inbounds
  const entry = { ...turn, inbounds: turn.inbounds.concat(question ? { ...question, id: 'm2', text: 'faster' } : []) }
  expect(asText(said([entry])).match(/faster/g)).toHaveLength(1)
})

test('a journal that cannot be read costs its turn, not the conversation', () => {
  const broken = finishedTurn({ text: 'Old', journal: [{ type: 'dream' }] })
  const conversation = messagesOf([broken, finishedTurn({ text: 'New', journal: [textStep('Yes.')] })], ROOM)
  expect(conversation.unreadable).toHaveLength(1)
  expect(asText(conversation.messages)).toMatch(/Old.*can no longer be read.*New.*Yes\./)
})

test('the newest turns that fit are kept whole, and the model is told that there were more', () => {
  const turns = ['one', 'two', 'three'].map((text) => finishedTurn({ text, journal: [textStep(text.repeat(100))] }))
  const { messages, omitted } = messagesOf(turns, 1_200)
  expect(omitted).toBe(1)
  expect(messages[0]?.content).toMatch(/left out/)
  expect(asText(messages)).not.toMatch(/one/)
  expect(asText(messages)).toMatch(/two.*three/)
})

test('neighbours of one role are joined, so that no template sees two user messages in a row', () => {
  const turns = [
    finishedTurn({ text: 'Go', outcome: cancelled }),
    finishedTurn({ text: 'Stop', journal: [textStep('Ok')] }),
  ]
  const roles = joinUserMessages(said(turns)).map(({ role }) => role)
  expect(roles).toEqual(['user', 'assistant'])
})

test('whatever a turn was cut off at, every call has exactly one result, right after it', () => {
  const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 })
  const step = ids.chain((calls) =>
    fc.subarray(calls).map((done) => [callStep(...calls), ...done.map((call) => resultEntry(call, 'x'))]),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 4 }), (steps) => {
      const messages = said([finishedTurn({ text: 'Go', journal: steps.flat(), outcome: cancelled })])
      for (const [at, message] of messages.entries()) {
        if (message.role !== 'assistant' || typeof message.content === 'string') continue
        const calls = message.content.flatMap((part) => (part.type === 'tool-call' ? [part.toolCallId] : []))
        const next = messages[at + 1]
        const results =
          next?.role === 'tool' ? next.content.map((part) => ('toolCallId' in part ? part.toolCallId : '')) : []
        expect(results).toEqual(calls)
      }
    }),
  )
})
