import { expect, test } from 'vitest'
import { readOrder } from './directives.ts'

test('directives are read in the order written, from anywhere, and the rest stays', () => {
  expect(
    readOrder('Say [think 2s] hello [tool 1.5m]\nto [ratelimit 2x 300ms] all [stream 10s][fail poison][hang]'),
  ).toEqual({
    directives: [
      { type: 'think', ms: 2_000 },
      { type: 'tool', ms: 90_000 },
      { type: 'ratelimit', times: 2, ms: 300 },
      { type: 'stream', ms: 10_000 },
      { type: 'fail', code: 'poison' },
      { type: 'hang' },
    ],
    rest: 'Say hello\nto all',
  })
})

test.for(['[tool]', '[tool soon]', '[sleep 3s]', '[ratelimit 3s]', '[think 3h]', 'tool 3s', '[x]'])(
  '%s is text',
  (text) => expect(readOrder(text)).toEqual({ directives: [], rest: text }),
)

test('case does not matter', () => {
  expect(readOrder('[Tool 20S] hi').directives).toEqual([{ type: 'tool', ms: 20_000 }])
})

test('what a reply quotes is not obeyed again', () => {
  expect(readOrder('> [tool 20s] hello\nand now?')).toEqual({ directives: [], rest: 'and now?' })
})

test('a duration has an end', () => {
  expect(readOrder('[think 99999999m]').directives).toEqual([{ type: 'think', ms: 86_400_000 }])
})
