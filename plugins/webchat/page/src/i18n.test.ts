import { expect, test } from 'vitest'
import { formatDuration, formatParts } from './duration.ts'
import { createI18n, pickLanguage } from './i18n.ts'

test.each([
  [null, ['de-DE', 'ru-KZ', 'en'], 'ru'],
  [null, ['zh-TW'], 'zh-CN'],
  [null, ['zh-Hans-CN'], 'zh-CN'],
  [null, ['de', 'fr'], 'en'],
  [null, [], 'en'],
  ['ru', ['en-US'], 'ru'],
  ['tlh', ['zh-CN'], 'zh-CN'],
] as const)('chosen %s and preferred %j speak %s', (chosen, preferred, expected) => {
  expect(pickLanguage(chosen, preferred)).toBe(expected)
})

test('wording is not escaped, as it is put into the page as text', () => {
  const t = createI18n('en').getFixedT('en')
  expect(t('image', { description: `O'Neil & <b>` })).toBe(`Image: O'Neil & <b>`)
})

test.each([
  ['en', '2 min, 5 sec'],
  ['ru', '2 мин 5 с'],
  ['zh-CN', '2分钟5秒'],
] as const)('a time in %s reads as people write it', (language, expected) => {
  const t = createI18n(language).getFixedT(language)
  expect(formatDuration(125_900, language, t)).toBe(expected)
  expect(formatDuration(-1, language, t)).toContain('0')
})

test.each([
  ['en', '1 hr 2 min 5 sec'],
  ['ru', '1 ч 2 мин 5 с'],
  ['zh-CN', '1小时 2分钟 5秒'],
] as const)('browsers without DurationFormat get our own wording in %s', (language, expected) => {
  const t = createI18n(language).getFixedT(language)
  expect(formatParts({ hours: 1, minutes: 2, seconds: 5 }, t)).toBe(expected)
})
