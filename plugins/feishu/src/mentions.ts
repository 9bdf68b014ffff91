import type { EventMention } from './events.ts'

/** Who we are on Feishu. The open id is one of this app alone: every other app knows the same bot by another. */
export interface BotIdentity {
  readonly openId: string
  readonly name: string
}

/** What stands for everybody in a text. The list of mentions often does not have it. */
const EVERYONE = '@_all'

/** What may stand between a mention and what is said: `@bot, stop`, `@bot - stop`; not the sign of `@bot -5 + 3`. */
const AFTER_MENTION = /^(?:[\s,:;，。：；！]|[.!–—-]+(?=\s|$))+/u

/** The words of a message, and whom it mentions. */
export interface Reading {
  /** Without the bot's own mention; other people by their names. */
  readonly text: string
  readonly bot: boolean
  readonly everyone: boolean
}

/** Puts names in the place of what stands for them, and takes the bot's own mention out. */
export function readMentions(
  written: string,
  mentions: readonly EventMention[],
  bot: Pick<BotIdentity, 'openId'> | undefined,
): Reading {
  let text = written
  let mentioned = false
  // `@_user_1` is the beginning of `@_user_10`.
  for (const mention of mentions.toSorted((a, b) => b.key.length - a.key.length)) {
    if (mention.key === EVERYONE || mention.key === '') continue
    const own = bot !== undefined && openIdOf(mention) === bot.openId
    mentioned ||= own
    text = own ? withoutMention(text, mention.key) : text.replaceAll(mention.key, () => `@${mention.name ?? ''}`)
  }
  const everyone = mentions.some(({ key }) => key === EVERYONE) || /@_all\b/.test(written)
  return { text: text.replaceAll(/@_all\b/g, '@all').trim(), bot: mentioned, everyone }
}

function openIdOf({ id }: EventMention): string | undefined {
  return typeof id === 'object' ? id.open_id : id
}

function withoutMention(text: string, key: string): string {
  let kept = text
  for (let at = kept.indexOf(key); at >= 0; at = kept.indexOf(key)) {
    const before = kept.slice(0, at)
    const after = kept.slice(at + key.length)
    if (before.trim() === '') kept = after.replace(AFTER_MENTION, '')
    else kept = /\s$/.test(before) ? before + after.replace(/^[^\S\n]+/, '') : before + after
  }
  return kept
}
