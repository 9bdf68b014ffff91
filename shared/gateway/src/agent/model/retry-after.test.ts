import { expect, test } from 'vitest'
import { type Headers, retryAfterMs } from './retry-after.ts'

const NOW = Date.parse('2026-11-20T12:00:00Z')

const cases: [what: string, headers: Headers, ms: number | null][] = [
  ['nothing', {}, null],
  ['seconds', { 'retry-after': '3' }, 3_000],
  ['fractions of a second', { 'retry-after': '0.5' }, 500],
  ['a date', { 'retry-after': 'Fri, 20 Nov 2026 12:00:30 GMT' }, 30_000],
  ['a date that has passed', { 'retry-after': 'Fri, 20 Nov 2026 11:00:00 GMT' }, 0],
  ['milliseconds, which are more precise', { 'retry-after-ms': '1250', 'retry-after': '2' }, 1_250],
  ['nonsense', { 'retry-after': 'soon' }, null],
  ['a reset in units', { 'x-ratelimit-reset-requests': '1m30.5s' }, 90_500],
  ['a reset in milliseconds', { 'x-ratelimit-reset-tokens': '20ms' }, 20],
  ['a reset in plain seconds', { 'ratelimit-reset': '7' }, 7_000],
  ['a reset as a point in time, in seconds', { 'x-ratelimit-reset': String(NOW / 1_000 + 9) }, 9_000],
  ['a reset as a point in time, in milliseconds', { 'x-ratelimit-reset': String(NOW + 400) }, 400],
  [
    'the longest of several resets',
    { 'x-ratelimit-reset-requests': '1s', 'x-ratelimit-reset-tokens': '6m0s' },
    360_000,
  ],
]

test.for(cases)('%s', ([, headers, ms]) => {
  expect(retryAfterMs(headers, NOW)).toBe(ms)
})

test('a limit that is not used up does not count', () => {
  const headers = {
    'x-ratelimit-reset-requests': '6m0s',
    'x-ratelimit-remaining-requests': '40',
    'x-ratelimit-reset-tokens': '2s',
    'x-ratelimit-remaining-tokens': '0',
  }
  expect(retryAfterMs(headers, NOW)).toBe(2_000)
})
