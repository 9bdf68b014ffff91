import type { Command, CommandName, CommandWish } from './command.ts'
import { type CommandWords, normalWord } from './command-words.ts'

/** How a text reached the bot. */
export interface CommandSetting {
  /** The chat is with one person. */
  readonly direct: boolean
  /** The bot is addressed: by mention, by reply, or because the chat is direct. */
  readonly addressed: boolean
  /** From {@link commandWords}. */
  readonly words: CommandWords
}

/** Longer texts are no control words; they are not even looked at. */
const MAX_BARE_LENGTH = 64

/** A slash (also a full-width one), a name, perhaps `@bot`, and the rest. */
const SLASH = /^[/／]([^\s@＠]+)([@＠]\S*)?(?:\s+([\s\S]*))?$/u

/**
 * Reads a control command. A slash command counts everywhere; one that still has an `@bot` suffix is taken for another
 * bot's in a group where ours is not addressed. A bare control word must be the whole message, and in a group the bot
 * must be addressed. `null` for everything else, unknown slash commands included: those go to the agent.
 */
export function parseCommand(text: string, setting: CommandSetting): Command | null {
  const trimmed = text.trim()
  const ours = setting.direct || setting.addressed
  const slash = SLASH.exec(trimmed)
  if (slash === null) return ours ? parseBare(trimmed, setting.words) : null
  const [, name = '', suffix, rest = ''] = slash
  if (suffix !== undefined && !ours) return null
  const wish = named(name, rest.trim(), setting.words)
  return wish === null ? null : { ...wish, bare: false }
}

/** `/cancel 2`, and `/cancel_2`: some platforms make a command tappable only as one word. */
function named(name: string, rest: string, words: CommandWords): CommandWish | null {
  const whole = words.names.get(normalWord(name))
  if (whole !== undefined) return withArgument(whole, rest)
  const cut = name.indexOf('_')
  const command = cut > 0 ? words.names.get(normalWord(name.slice(0, cut))) : undefined
  const takesOneWord = command === 'cancel' || command === 'queue' || command === 'lang'
  return takesOneWord ? withArgument(command, name.slice(cut + 1)) : null
}

function parseBare(text: string, words: CommandWords): Command | null {
  if (text.length > MAX_BARE_LENGTH) return null
  const command = words.alone.get(normalWord(text))
  return command === undefined ? null : { ...withArgument(command, ''), bare: true }
}

function withArgument(command: CommandName, rest: string): CommandWish {
  const [first = ''] = rest.split(/\s/u, 1)
  switch (command) {
    case 'cancel':
      return taskNumber(first)
    case 'new':
      return rest === '' ? { type: 'new' } : { type: 'new', text: rest }
    case 'queue':
      return first === '' ? { type: 'queue' } : { type: 'queue', policy: first.normalize('NFKC').toLowerCase() }
    case 'lang':
      return first === '' ? { type: 'lang' } : { type: 'lang', language: first }
    default:
      return { type: command }
  }
}

/** `/cancel 2`, `/cancel #2`. Anything else after it does not name a task: the wish to stop is clear without it. */
function taskNumber(argument: string): CommandWish {
  const [, digits] = /^#?(\d{1,9})/u.exec(argument.normalize('NFKC')) ?? []
  return digits === undefined ? { type: 'cancel' } : { type: 'cancel', task: Number(digits) }
}
