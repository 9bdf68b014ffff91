import { expect, test } from 'vitest'
import { outcomeOf } from './result.ts'

test('text parts are joined, other parts are named', () => {
  const content = [
    { type: 'text', text: 'one' },
    { type: 'image', data: 'AAAA', mimeType: 'image/png' },
    { type: 'resource_link', uri: 'file:///a', name: 'a' },
    { type: 'resource', resource: { uri: 'file:///b', text: 'b says' } },
  ]
  expect(outcomeOf({ content })).toEqual({
    type: 'text',
    value: 'one\n(image, image/png, 4 characters of base64: not shown)\n(resource file:///a, "a")\nb says',
  })
})

test("a tool's own error is an error to the model", () => {
  expect(outcomeOf({ content: [{ type: 'text', text: 'no such file' }], isError: true })).toEqual({
    type: 'error-text',
    value: 'no such file',
  })
})

test('structured content stands in where there is no text', () => {
  expect(outcomeOf({ content: [], structuredContent: { degrees: 21 } }).value).toBe('{"degrees":21}')
  expect(outcomeOf({ content: [] }).value).toBe('(no output)')
})
