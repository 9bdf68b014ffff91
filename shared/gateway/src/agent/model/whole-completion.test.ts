import { expect, test } from 'vitest'
import { streamOfCompletion } from './whole-completion.ts'

/** The events of a stream. */
function eventsOf(stream: string | undefined): unknown[] {
  const texts = (stream ?? '').split('\n\n').filter((text) => text !== '')
  return texts.map((text) => text.replace(/^data: /, '')).map((text) => (text === '[DONE]' ? text : JSON.parse(text)))
}

test('a completion becomes one chunk and the end, and nothing of it is left out', () => {
  const message = { role: 'assistant', content: 'hello', reasoning_content: 'a greeting' }
  const completion = { id: 'c1', model: 'm', choices: [{ message, finish_reason: 'stop' }], usage: { total_tokens: 3 } }
  const events = eventsOf(streamOfCompletion(JSON.stringify(completion)))
  expect(events).toHaveLength(2)
  expect(events[0]).toMatchObject({
    id: 'c1',
    choices: [{ index: 0, delta: message, finish_reason: 'stop' }],
    usage: { total_tokens: 3 },
  })
  expect(events[1]).toBe('[DONE]')
})

test('tool calls get their places', () => {
  const call = (id: string) => ({ id, type: 'function', function: { name: 'add', arguments: '{}' } })
  const message = { role: 'assistant', content: null, tool_calls: [call('a'), call('b')] }
  const completion = { choices: [{ message, finish_reason: 'tool_calls' }] }
  const [chunk] = eventsOf(streamOfCompletion(JSON.stringify(completion)))
  expect(chunk).toMatchObject({
    choices: [
      {
        delta: {
          tool_calls: [
            { index: 0, id: 'a' },
            { index: 1, id: 'b' },
          ],
        },
      },
    ],
  })
})

test.for([
  ['a page', '<html>'],
  ['an error', '{"error":{"message":"no"}}'],
  ['a list', '[]'],
  ['no choice', '{"choices":[]}'],
])('%s is no completion', ([, text]) => {
  expect(streamOfCompletion(text ?? '')).toBeUndefined()
})
