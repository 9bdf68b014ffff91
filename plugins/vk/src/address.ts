import type { Address, CommandWords } from '@holdline/bridge'
import { parseCommand } from '@holdline/bridge'
import type { VkMessage } from './events.ts'

/** Who we are on VK. */
export interface CommunityIdentity {
  /** The number, without the minus that it has as a sender. */
  readonly id: number
  /** The short address, such as `my_bot` or `club123`. */
  readonly screenName: string
}

/** The words of a message, and how it turns to the bot. */
export interface Reading {
  readonly by: Exclude<Address['by'], 'direct'>
  /** Without the bot's name; other people's names as people read them. */
  readonly text: string
  /** `@all` and its kin. */
  readonly everyone: boolean
}

/** `[club123|@bot]`, `[public123|Bot]`, `[id42|@ann]`: what VK makes of a mention that was picked or recognised. */
const LINK = /\[(?<kind>club|public|event|id)(?<id>\d+)\|(?<shown>[^\]]*)\]/giu

/** `@club123 (Bot)`, `*club123`, `@my_bot`: typed by hand, and not recognised. */
const TYPED = /(?<![\p{L}\d_/.])[@*](?<name>[a-z](?:[a-z0-9_.]*[a-z0-9_])?)(?:\s*\((?<shown>[^)\n]*)\))?/giu

/** Words that stand for everybody in a chat. [docs: all, everyone, online, here; Russian apps offer the Russian ones] */
const EVERYONE = /(?<![\p{L}\d_])[@*](?:all|everyone|online|here|все|тут|онлайн)(?![\p{L}\d_])|\[(?:all|online)\|/iu

/** What may stand between a mention and what is said: `@bot, stop`, `@bot - stop`; not the sign of `@bot -5 + 3`. */
const AFTER_MENTION = /^(?:[\s,:;]|[.!–—-]+(?=\s|$))+/u

/** `/name@bot`, as people are used to from elsewhere. */
const COMMAND_TO = /^([/／][^\s@＠]+)[@＠](\w+)/u

/** What stands in the place of our own name while a text is read: a character that no text has. */
const US = '\uE000'

/**
 * Reads the words of a message and how it addresses the bot: by its name in any of the forms that VK has, by a command,
 * or as a reply. A message that begins with another community's name is that one's, whatever it says.
 */
export function readText(message: VkMessage, us: CommunityIdentity, commands: CommandWords): Reading {
  const { text: written, reply_message: to } = message
  const everyone = EVERYONE.test(written)
  let first: 'us' | 'other' | undefined
  const named = (isUs: boolean, isBot: boolean, shown: string, at: number): string => {
    const leads = written.slice(0, at).trim() === ''
    if (leads && first === undefined && (isUs || isBot)) first = isUs ? 'us' : 'other'
    return isUs ? US : shown
  }
  const marked = written
    .replaceAll(US, '')
    .replace(LINK, (_whole, kind: string, id: string, shown: string, at: number) => {
      const isBot = kind.toLowerCase() !== 'id'
      return named(isBot && Number(id) === us.id, isBot, shown.trim() === '' ? `@${kind}${id}` : shown, at)
    })
    .replace(TYPED, (whole, name: string, _shown: string | undefined, at: number) =>
      named(isUs(name, us), /^(?:club|public|event)\d+$/i.test(name), whole, at),
    )
  const mentioned = marked.includes(US)
  const text = withoutUs(marked)
  const [whole = '', command = '', receiver] = COMMAND_TO.exec(text) ?? []
  const suffixed = receiver !== undefined && isUs(receiver, us)
  const words = suffixed ? `${command}${text.slice(whole.length)}` : text
  if (first === 'other' || (receiver !== undefined && !suffixed && !mentioned)) return { by: 'none', text, everyone }
  const isCommand = parseCommand(words, { direct: false, addressed: false, words: commands }) !== null
  if (suffixed || isCommand) return { by: 'command', text: words, everyone }
  if (mentioned || whole.startsWith(US)) return { by: 'mention', text: words, everyone }
  return { by: to?.from_id === -us.id ? 'reply' : 'none', text: words, everyone }
}

function isUs(name: string, us: CommunityIdentity): boolean {
  const lower = name.toLowerCase()
  return [`club${us.id}`, `public${us.id}`, `event${us.id}`, us.screenName.toLowerCase()].includes(lower)
}

/** A text without our name: nothing is left of it at the beginning, a single space elsewhere. */
function withoutUs(marked: string): string {
  let kept = marked
  for (let at = kept.indexOf(US); at >= 0; at = kept.indexOf(US)) {
    const before = kept.slice(0, at)
    const after = kept.slice(at + US.length)
    if (before.trim() === '') kept = after.replace(AFTER_MENTION, '')
    else kept = /\s$/.test(before) ? before + after.replace(/^[^\S\n]+/, '') : before + after
  }
  return kept.trim()
}

/** A text as people read it: mentions as names. */
export function plainWords(text: string): string {
  return text.replace(LINK, (_whole, kind: string, id: string, shown: string) =>
    shown.trim() === '' ? `@${kind}${id}` : shown,
  )
}
