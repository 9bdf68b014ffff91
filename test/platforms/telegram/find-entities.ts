import type { MessageEntity } from 'grammy/types'

type FoundType = 'url' | 'email' | 'mention' | 'bot_command' | 'hashtag' | 'cashtag'

/**
 * What Telegram finds in a text by itself, most exclusive first: an address may hold an `@`, a mention no `/`. Offsets
 * are in UTF-16 units, as those of JavaScript. Source: td MessageEntity.cpp, find_entities; usernames have at least 4
 * characters, names of commands at most 64.
 */
const FINDERS: readonly [FoundType, RegExp][] = [
  [
    'url',
    /(?<![\w@])(?:(?:https?|tg):\/\/[^\s<>"]+|(?:[a-z0-9-]+\.)+(?:com|org|net|io|ru|dev|me|cn)(?:\/[^\s<>"]*)?)/giu,
  ],
  ['email', /(?<![\w.+-])[\w.+-]+@(?:[a-z0-9-]+\.)+[a-z]{2,}/giu],
  ['mention', /(?<![\p{L}\p{N}_])@[a-z0-9_]{4,32}(?![\p{L}\p{N}_])/giu],
  ['bot_command', /(?<![\p{L}\p{N}_/<>])\/[a-z0-9_]{1,64}(?:@[a-z0-9_]{3,32})?(?![\p{L}\p{N}_/<>])/giu],
  ['hashtag', /(?<![\p{L}\p{N}_])#[\p{L}\p{N}_]*[\p{L}_][\p{L}\p{N}_]*/giu],
  ['cashtag', /(?<![\p{L}\p{N}_])\$[A-Z]{3,8}(?![\p{L}\p{N}_])/gu],
]

const TRAILING_PUNCTUATION = /[.,:;!?)\]']+$/

/** Whether two stretches of text share a character. */
function overlap(a: { offset: number; length: number }, b: { offset: number; length: number }): boolean {
  return a.offset < b.offset + b.length && b.offset < a.offset + a.length
}

/** The entities that a text has without anybody marking them, in the order of the text, outside of `taken`. */
export function findEntities(text: string, taken: readonly MessageEntity[] = []): MessageEntity[] {
  const found: MessageEntity[] = []
  for (const [type, pattern] of FINDERS) {
    for (const { 0: whole, index } of text.matchAll(pattern)) {
      const length = type === 'url' ? whole.replace(TRAILING_PUNCTUATION, '').length : whole.length
      const entity = { type, offset: index, length }
      if (![...taken, ...found].some((other) => overlap(other, entity))) found.push(entity)
    }
  }
  return found.sort((a, b) => a.offset - b.offset)
}
