import { expect, test } from 'vitest'
import { plainWords, readText } from './address.ts'
import { COMMANDS, message, US } from './testing/samples.ts'

const read = (text: string, more: object = {}) => readText(message(text, more), US, COMMANDS)

test.for([
  ['[club220011001|@holdline] hello', 'hello'],
  ['[club220011001|Holdline], hello', 'hello'],
  ['[public220011001|@holdline]: hello', 'hello'],
  ['@club220011001 hello', 'hello'],
  ['@holdline (Holdline bot) hello', 'hello'],
  ['*club220011001 (Holdline) hello', 'hello'],
  ['@HoldLine hello', 'hello'],
  ['@holdline - hello', 'hello'],
  ['@holdline -5 + 3', '-5 + 3'],
  ['hello @holdline.', 'hello .'],
  ['tell me, [club220011001|@holdline], why', 'tell me, , why'],
  ['[club220011001|@holdline]', ''],
] as const)('%s is for the bot', ([written, text]) => {
  expect(read(written)).toEqual({ by: 'mention', text, everyone: false })
})

test.for([
  'hello',
  '[club5|@other] hello',
  '@club5 hello',
  '[id42|@ann] hello',
  'ann@holdline.example wrote',
  '@holdline_other hello',
  'vk.com/@holdline',
] as const)('%s is not for the bot', (written) => {
  expect(read(written).by).toBe('none')
})

test('other people’s names are words', () => {
  expect(read('[id42|@ann] and [id43|Боб], look')).toMatchObject({ text: '@ann and Боб, look' })
  expect(plainWords('[id42|] said')).toBe('@id42 said')
})

test('a command addresses the bot, unless it is for another community', () => {
  expect(read('/cancel')).toMatchObject({ by: 'command', text: '/cancel' })
  expect(read('/отмена')).toMatchObject({ by: 'command' })
  expect(read('/cancel@holdline 2')).toMatchObject({ by: 'command', text: '/cancel 2' })
  expect(read('[club220011001|@holdline] /cancel')).toMatchObject({ by: 'command', text: '/cancel' })
  expect(read('/cancel@other')).toMatchObject({ by: 'none' })
  expect(read('[club5|@other] /cancel')).toMatchObject({ by: 'none' })
  expect(read('/unheard-of')).toMatchObject({ by: 'none' })
})

test('whoever comes first is addressed, whoever else is named', () => {
  expect(read('[club220011001|@holdline], ask [club5|@other]')).toMatchObject({ by: 'mention', text: 'ask @other' })
  expect(read('[club5|@other], ask [club220011001|@holdline]').by).toBe('none')
})

test('an answer to the community’s message is for the bot, an answer to somebody else’s is not', () => {
  const to = (from: number) => ({ reply_message: { from_id: from, text: 'x' } })
  expect(read('why?', to(-US.id)).by).toBe('reply')
  expect(read('why?', to(42)).by).toBe('none')
})

test('a call to everybody is no mention', () => {
  for (const written of ['@all lunch', '*all lunch', '[all|@all] lunch', '@все обед'])
    expect(read(written)).toMatchObject({ by: 'none', everyone: true })
})
