import type { Message, MessageEntity } from '@grammyjs/types'
import type { Address } from '@holdline/bridge'

/** Who we are on Telegram. */
export interface BotIdentity {
  readonly id: number
  readonly username: string
}

/** The words of a message, and how it turns to the bot. */
export interface Reading {
  readonly by: Exclude<Address['by'], 'direct'>
  /** Without the bot's name, as a mention or behind a command. */
  readonly text: string
}

/** `/name@bot` in any script: Telegram itself finds only Latin commands. */
const COMMAND_TO = /^[/／]([^\s@＠]+)[@＠](\w+)/u

/** A command with the name of another bot behind it; every bot's name ends in `bot`. A path such as `/home/me@host` is none. */
const COMMAND_TO_OTHER = /^[/／][\p{L}\p{N}_]+[@＠]\w*bot(?![\w/@])/iu

/** What may stand between a mention and what is said: `@bot, stop`, `@bot - stop`; not the sign of `@bot -5 + 3`. */
const AFTER_MENTION = /^(?:[\s,:;]|[.!–—-]+(?=\s|$))+/u

/**
 * Reads the words of a message and how it addresses the bot: by its name in whatever case, by a mention without a name,
 * by a command, or as a reply. `isCommand` knows our own commands, which count without the bot's name behind them.
 */
export function readText(message: Message, bot: BotIdentity, isCommand: (text: string) => boolean): Reading {
  const written = message.text ?? message.caption ?? ''
  const mentions = (message.entities ?? message.caption_entities ?? []).filter((entity) => isUs(entity, written, bot))
  const words = withoutMentions(written, mentions)
  const [whole = '', name = '', receiver] = COMMAND_TO.exec(words) ?? []
  if (receiver?.toLowerCase() === bot.username.toLowerCase())
    return { by: 'command', text: `/${name}${words.slice(whole.length)}` }
  const text = words
  if (receiver === undefined && isCommand(text)) return { by: 'command', text }
  if (mentions.length > 0) return { by: 'mention', text }
  // Who answers a message of ours with it still means the other bot.
  if (COMMAND_TO_OTHER.test(words)) return { by: 'none', text }
  return { by: isReplyToBot(message, bot) ? 'reply' : 'none', text }
}

/** Whether an entity names the bot. */
function isUs(entity: MessageEntity, text: string, bot: BotIdentity): boolean {
  if (entity.type === 'text_mention') return entity.user.id === bot.id
  const words = text.slice(entity.offset, entity.offset + entity.length)
  return entity.type === 'mention' && words.slice(1).toLowerCase() === bot.username.toLowerCase()
}

function withoutMentions(text: string, mentions: readonly MessageEntity[]): string {
  let kept = text
  for (const { offset, length } of mentions.toSorted((a, b) => b.offset - a.offset)) {
    const before = kept.slice(0, offset)
    const after = kept.slice(offset + length)
    if (before.trim() === '') kept = after.replace(AFTER_MENTION, '')
    else kept = /\s$/.test(before) ? before + after.replace(/^[^\S\n]+/, '') : before + after
  }
  return kept.trim()
}

/**
 * Whether a message answers one of the bot's. In a topic that the bot opened every message says so of the topic's first
 * one, which nobody meant to answer.
 */
function isReplyToBot(message: Message, bot: BotIdentity): boolean {
  const { reply_to_message: to } = message
  return to?.from?.id === bot.id && !isTopicRoot(message)
}

/** Whether what a message replies to is only the beginning of its topic. */
export function isTopicRoot({
  reply_to_message: to,
  is_topic_message: inTopic,
  message_thread_id: thread,
}: Message): boolean {
  return to !== undefined && (to.forum_topic_created !== undefined || (inTopic === true && to.message_id === thread))
}
