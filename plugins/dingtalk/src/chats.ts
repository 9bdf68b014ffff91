import {
  type ChannelMemory,
  type ChatRef,
  type Clock,
  chatKeyOf,
  type Inbound,
  type Json,
  Recent,
} from '@holdline/bridge'
import type { Place } from './decode.ts'
import { REMEMBER_CHAT_MS, REMEMBERED, WEBHOOK_MARGIN_MS } from './limits.ts'

/** What is known of a chat. */
export interface ChatPlace extends Place {
  /** The latest message from it. */
  readonly lastMessage: string
  /** Epoch milliseconds. */
  readonly at: number
}

/** A question that may be answered later. */
interface Question {
  readonly chatKey: string
  readonly text: string
  readonly webhook: Place['webhook']
}

/** A webhook to send by. */
export interface Webhook {
  readonly url: string
}

/**
 * Where chats are. DingTalk gives a robot no lasting address: every message brings a webhook that works for a while, and
 * the id of its conversation. The latest of each chat outlives a restart; those of single messages are kept in memory,
 * so that an answer goes by the webhook of its question.
 */
export class Chats {
  readonly #memory: ChannelMemory
  readonly #clock: Clock
  readonly #places = new Recent<string, ChatPlace>(REMEMBERED)
  readonly #questions = new Recent<string, Question>(REMEMBERED)
  readonly #dead = new Recent<string, true>(REMEMBERED)

  constructor(memory: ChannelMemory, clock: Clock) {
    this.#memory = memory
    this.#clock = clock
  }

  /** Reads what an earlier life has learned. */
  async load(): Promise<void> {
    const oldest = this.#clock.now() - REMEMBER_CHAT_MS
    for (const [key, value] of await this.#memory.all()) {
      const place = read(value)
      if (place === undefined || place.at < oldest) await this.#memory.delete(key)
      // What has come since is newer.
      else if (this.#places.get(key) === undefined) this.#places.set(key, place)
    }
  }

  /** Learns from a message; from now on it can be answered. `isTap`: it is a button's, and nothing that people talk of. */
  learn({ chat, ref, text }: Inbound, place: Place, isTap: boolean): void {
    const chatKey = chatKeyOf(chat)
    const lastMessage = isTap ? (this.#places.get(chatKey)?.lastMessage ?? ref) : ref
    this.#places.set(chatKey, { ...place, lastMessage, at: this.#clock.now() })
    this.#questions.set(ref, { chatKey, text, webhook: place.webhook })
  }

  /** Makes what was learned of a chat outlive this process. */
  async keep(chat: ChatRef): Promise<void> {
    const key = chatKeyOf(chat)
    const place = this.#places.get(key)
    if (place !== undefined) await this.#memory.set(key, toJson(place))
  }

  /** What is known of a chat. */
  of(chat: ChatRef): ChatPlace | undefined {
    return this.#places.get(chatKeyOf(chat))
  }

  /** A webhook of a chat that should work: that of the message that is answered, or the chat's latest. */
  webhook(chat: ChatRef, replyTo?: string): Webhook | undefined {
    const question = replyTo === undefined ? undefined : this.#questions.get(replyTo)
    const own = question?.chatKey === chatKeyOf(chat) ? question.webhook : undefined
    const soonest = this.#clock.now() + WEBHOOK_MARGIN_MS
    return [own, this.of(chat)?.webhook].find(
      (webhook) => webhook !== undefined && webhook.until > soonest && this.#dead.get(webhook.url) === undefined,
    )
  }

  /** This webhook does not work any more. */
  bury({ url }: Webhook): void {
    this.#dead.set(url, true)
  }

  /** The words of a question, where the chat has gone on since: else everybody sees what is answered. */
  passedQuestion(chat: ChatRef, replyTo: string | undefined): string | undefined {
    if (replyTo === undefined || this.of(chat)?.lastMessage === replyTo) return undefined
    const question = this.#questions.get(replyTo)
    return question === undefined || question.chatKey !== chatKeyOf(chat) || question.text === ''
      ? undefined
      : question.text
  }
}

function toJson({ conversationId, robotCode, webhook, lastMessage, at }: ChatPlace): Json {
  return {
    conversationId,
    lastMessage,
    at,
    ...(robotCode === undefined ? {} : { robotCode }),
    ...(webhook === undefined ? {} : { url: webhook.url, until: webhook.until }),
  }
}

function read(value: Json): ChatPlace | undefined {
  if (typeof value !== 'object' || value === null || !('conversationId' in value)) return undefined
  const { conversationId, lastMessage, at, robotCode, url, until } = value
  if (typeof conversationId !== 'string' || typeof lastMessage !== 'string' || typeof at !== 'number') return undefined
  return {
    conversationId,
    lastMessage,
    at,
    ...(typeof robotCode === 'string' ? { robotCode } : {}),
    ...(typeof url === 'string' && typeof until === 'number' ? { webhook: { url, until } } : {}),
  }
}
