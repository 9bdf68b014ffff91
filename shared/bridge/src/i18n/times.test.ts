import { locales } from '@holdline/locales'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clockTime } from './clock-time.ts'
import { duration } from './duration.ts'
import { estimate } from './estimate.ts'

const LANGUAGES = Object.keys(locales)

/** 2026-09-21 14:13:20 UTC */
const NOON = 1_790_000_000_000
const MINUTE = 60_000

test.for([
  [0, '1 sec', '1 с', '1秒'],
  [999, '1 sec', '1 с', '1秒'],
  [42_900, '42 sec', '42 с', '42秒'],
  [60_000, '1 min', '1 мин', '1分钟'],
  [90_000, '1 min, 30 sec', '1 мин 30 с', '1分钟30秒'],
  [3_605_000, '1 hr', '1 ч', '1小时'],
  [7_500_000, '2 hr, 5 min', '2 ч 5 мин', '2小时5分钟'],
  [90_000_000, '1 day, 1 hr', '1 дн. 1 ч', '1天1小时'],
] as const)('%d ms is told in at most two units', ([ms, en, ru, zh]) => {
  expect([duration('en', ms), duration('ru', ms), duration('zh-CN', ms)]).toEqual([en, ru, zh])
})

test('no number makes a duration or an estimate fail or empty', () => {
  const any = fc.oneof(fc.double(), fc.integer(), fc.maxSafeInteger())
  fc.assert(
    fc.property(fc.constantFrom(...LANGUAGES), any, any, (language, a, b) => {
      for (const text of [duration(language, a), estimate(language, a, b), clockTime(language, a, b)]) {
        expect(text).toMatch(/\d/)
        expect(text).not.toMatch(/NaN|undefined|Infinity|∞|[\u00a0\u202f]/)
      }
    }),
  )
})

test.for([
  [41_000, 58_000, '40–60 sec', '40–60 с', '40-60秒'],
  [2_000, 4_500, '2–5 sec', '2–5 с', '2-5秒'],
  [41_000, 170_000, '40 sec – 3 min', '40 с – 3 мин', '40秒 – 3分钟'],
  [130_000, 290_000, '2–5 min', '2–5 мин', '2-5分钟'],
  [8_000_000, 9_000_000, '2–3 hr', '2–3 ч', '2-3小时'],
  [40_000, 40_000, '~40 sec', '≈40 с', '~40秒'],
] as const)('%d to %d ms is told as a rough range', ([from, to, en, ru, zh]) => {
  expect([estimate('en', from, to), estimate('ru', from, to), estimate('zh-CN', from, to)]).toEqual([en, ru, zh])
})

test('a time of day names its zone, and has seconds when it is near and a date when it is another day', () => {
  expect(clockTime('en', NOON, NOON - MINUTE)).toBe('2:13:20 PM UTC')
  expect(clockTime('ru', NOON, NOON - MINUTE, 'Europe/Moscow')).toBe('17:13:20 GMT+3')
  expect(clockTime('en', NOON, NOON - 60 * MINUTE)).toBe('2:13 PM UTC')
  expect(clockTime('ru', NOON + 24 * 60 * MINUTE, NOON)).toBe('22 сент., 14:13 UTC')
})

test('an unknown time zone is taken as UTC', () => {
  expect(clockTime('en', NOON, NOON, 'Mars/Olympus')).toBe('2:13:20 PM UTC')
})
