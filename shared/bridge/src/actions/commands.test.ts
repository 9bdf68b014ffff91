import { locales } from '@holdline/locales'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { COMMAND_NAMES } from './command.ts'
import { commandWords } from './command-words.ts'
import { parseCommand } from './commands.ts'

const words = commandWords(locales)
const direct = (text: string) => parseCommand(text, { direct: true, addressed: true, words })
const inGroup = (text: string) => parseCommand(text, { direct: false, addressed: false, words })
const toUs = (text: string) => parseCommand(text, { direct: false, addressed: true, words })

test('a slash command is read in any case, with full-width signs, and with punctuation', () => {
  for (const text of [
    '/cancel',
    '/STOP',
    ' /Cancel ',
    '／ｃａｎｃｅｌ',
    '/stop!!',
    '/отмена',
    '/取消。',
    '/cancel now',
  ]) {
    expect(direct(text), text).toEqual({ type: 'cancel', bare: false })
  }
})

test('every command has its canonical name after a slash', () => {
  for (const name of COMMAND_NAMES) expect(direct(`/${name}`), name).toEqual({ type: name, bare: false })
})

test('/cancel takes a task number in several spellings', () => {
  for (const text of ['/cancel 2', '/cancel #2', '/stop ２', '/cancel_2', '/cancel 2 please']) {
    expect(direct(text), text).toEqual({ type: 'cancel', task: 2, bare: false })
  }
})

test('/new keeps the text after it as it was written', () => {
  expect(direct('/new')).toEqual({ type: 'new', bare: false })
  expect(direct('/New  Hello\n\n  World ')).toEqual({ type: 'new', text: 'Hello\n\n  World', bare: false })
})

test('/lang and /queue take one word', () => {
  expect(direct('/lang ru')).toEqual({ type: 'lang', language: 'ru', bare: false })
  expect(direct('/lang_zh-CN')).toEqual({ type: 'lang', language: 'zh-CN', bare: false })
  expect(direct('/язык русский')).toEqual({ type: 'lang', language: 'русский', bare: false })
  expect(direct('/queue COLLECT')).toEqual({ type: 'queue', policy: 'collect', bare: false })
  expect(direct('/queue')).toEqual({ type: 'queue', bare: false })
})

test('a control word alone is a command in any language', () => {
  for (const text of ['stop', 'Stop.', 'STOP!!!', 'отмена', 'Стоп', 'останови…', '取消', '停止。', 'ｓｔｏｐ']) {
    expect(direct(text), text).toEqual({ type: 'cancel', bare: true })
  }
  expect(direct('Новый чат')).toEqual({ type: 'new', bare: true })
  expect(direct('继续等待')).toEqual({ type: 'wait', bare: true })
  expect(direct('Убрать моё сообщение')).toEqual({ type: 'dequeue', bare: true })
})

test('ordinary talk is no command', () => {
  const talk = [
    'wait',
    'new',
    'help',
    'status',
    'retry',
    'try again',
    'stop the music',
    'подожди',
    '等一下',
    'новая',
    '?',
    '',
  ]
  for (const text of talk) expect(direct(text), text).toBeNull()
})

test('an unknown slash command goes to the agent', () => {
  for (const text of ['/model gpt', '/newsletter', '/new/path.txt', '//cancel', '/', '/ cancel', '/new_text']) {
    expect(direct(text), text).toBeNull()
  }
})

test('in a group a bare control word counts only when the bot is addressed', () => {
  expect(inGroup('stop')).toBeNull()
  expect(toUs('stop')).toEqual({ type: 'cancel', bare: true })
  expect(inGroup('/cancel')).toEqual({ type: 'cancel', bare: false })
})

test("in a group a command with another bot's suffix is not ours", () => {
  expect(inGroup('/cancel@other_bot')).toBeNull()
  expect(toUs('/cancel@our_bot 2')).toEqual({ type: 'cancel', task: 2, bare: false })
  expect(direct('/new@our_bot hello')).toEqual({ type: 'new', text: 'hello', bare: false })
})

test('no word means two commands, in whatever language', () => {
  for (const list of ['names', 'alone'] as const) {
    const meanings = new Map<string, Set<string>>()
    for (const { commands } of Object.values(locales)) {
      for (const command of COMMAND_NAMES) {
        for (const word of commands[command][list]) meanings.set(word, (meanings.get(word) ?? new Set()).add(command))
      }
    }
    expect([...meanings].filter(([, commands]) => commands.size > 1)).toEqual([])
  }
})

test('any text is read without an error', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('', '/', '／', '/new ', '/cancel '), (text, start) => {
      const command = direct(start + text)
      expect(command === null || COMMAND_NAMES.includes(command.type)).toBe(true)
    }),
  )
})
