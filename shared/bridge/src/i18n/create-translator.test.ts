import { locales } from '@holdline/locales'
import { expect, test } from 'vitest'
import { createTranslator } from './create-translator.ts'

const translator = createTranslator(locales, 'en')

test('texts are there at once, in several languages at a time', () => {
  expect(translator.text('en', 'button.cancel')).toBe('Cancel')
  expect(translator.text('ru-RU', 'button.cancel')).toBe('Отменить')
  expect(translator.text('zh-Hans', 'button.cancel')).toBe('取消')
})

test('a language without wording, and junk, get the fallback', () => {
  const russian = createTranslator(locales, 'ru')
  for (const tag of ['fr', '', '!!', '__proto__', 'toString']) {
    expect(russian.text(tag, 'button.cancel'), tag).toBe('Отменить')
    expect(russian.resolve(tag), tag).toBe('ru')
    expect(russian.match(tag), tag).toBeUndefined()
  }
})

test('the plural form follows the count', () => {
  const waiting = (locale: string, count: number) => translator.text(locale, 'info.stillWaiting', { count })
  expect(waiting('en', 1)).toBe('1 message is still waiting.')
  expect(waiting('en', 2)).toBe('2 messages are still waiting.')
  expect([1, 2, 5, 11, 21].map((count) => waiting('ru', count))).toEqual([
    'В очереди ещё 1 сообщение.',
    'В очереди ещё 2 сообщения.',
    'В очереди ещё 5 сообщений.',
    'В очереди ещё 11 сообщений.',
    'В очереди ещё 21 сообщение.',
  ])
  expect(waiting('zh-CN', 2)).toBe('还有 2 条消息在等待。')
})

test('values are put in as they are: no escaping, no second look at them', () => {
  const label = `O'Neil & <b> {{reference}} $t(button.cancel)`
  expect(translator.text('en', 'tool', { label })).toBe(`Using a tool: ${label}`)
})

test('a value cannot act as an option of the library', () => {
  const values = { label: 'Search', lng: 'ru', context: 'x', defaultValue: 'x', ns: 'x', ordinal: 1 }
  expect(translator.text('en', 'tool', values)).toBe('Using a tool: Search')
})

test('a forgotten value stays visible, so that tests find it', () => {
  expect(translator.text('en', 'tool')).toBe('Using a tool: {{label}}')
})

test('another namespace has its own keys', () => {
  const english = { own: { hello: 'Hello', group: { seen_one: '{{count}} time', seen_other: '{{count}} times' } } }
  const own = createTranslator({ en: english, ru: english, 'zh-CN': english }, 'en', 'own')
  expect(own.text('en', 'hello')).toBe('Hello')
  expect(own.text('en', 'group.seen', { count: 2 })).toBe('2 times')
  // @ts-expect-error no such text
  expect(own.text('en', 'bye')).toBe('bye')
})

test('a language is known by its tag and by its name in any language', () => {
  for (const text of ['ru', 'RU', 'ru-RU', 'русский', 'Русский', 'Russian', '俄语'])
    expect(translator.named(text), text).toBe('ru')
  for (const text of ['中文', 'chinese', 'Китайский', 'zh']) expect(translator.named(text), text).toBe('zh-CN')
  expect(translator.named('klingon')).toBeUndefined()
})

test('languages have names', () => {
  expect(translator.languages.map((language) => translator.languageName(language))).toEqual([
    'English',
    'Русский',
    '中文',
  ])
  expect(translator.languageName('zh-CN', 'ru')).toBe('Китайский')
})
