import fc from 'fast-check'
import { expect, test } from 'vitest'
import { matchLanguage } from './match-language.ts'

const LANGUAGES = ['en', 'ru', 'zh-CN'] as const

test.for([
  ['en', 'en'],
  ['en-GB', 'en'],
  ['EN_us', 'en'],
  ['ru-RU', 'ru'],
  ['ru_RU.UTF-8', 'ru'],
  ['zh', 'zh-CN'],
  ['zh-Hans', 'zh-CN'],
  ['zh-CN', 'zh-CN'],
  ['zh_cn', 'zh-CN'],
  ['zh-SG', 'zh-CN'],
  ['zh-Hant-TW', 'zh-CN'],
  ['cmn', 'zh-CN'],
] as const)('%s is read as %s', ([tag, language]) => {
  expect(matchLanguage(LANGUAGES, tag)).toBe(language)
})

test.for([
  'fr',
  'uk',
  'und',
  'und-RU',
  '',
  ' ',
  '-',
  'C',
  'русский',
  'en us',
  'x-private',
  '%00',
  'e'.repeat(500),
  undefined,
])('%j has no match', (tag) => {
  expect(matchLanguage(LANGUAGES, tag)).toBeUndefined()
})

test('the nearest script and region win where a language has several', () => {
  const several = ['zh-CN', 'zh-TW', 'pt-PT', 'pt-BR'] as const
  expect(matchLanguage(several, 'zh-HK')).toBe('zh-TW')
  expect(matchLanguage(several, 'zh')).toBe('zh-CN')
  expect(matchLanguage(several, 'pt')).toBe('pt-BR')
})

test('no tag makes it fail', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[a-z]{1,9}([-_.@][A-Za-z0-9]{1,9}){0,4}$/)),
      (tag) => {
        expect([...LANGUAGES, undefined]).toContain(matchLanguage(LANGUAGES, tag))
      },
    ),
  )
})
