import {
  type ChannelMemory,
  type ChatRef,
  type Clock,
  chatKeyOf,
  clip,
  type Inbound,
  type Json,
  Recent,
} from '@holdline/bridge'
import { z } from 'zod'
import type { Place } from './decode.ts'
import { fresh } from './fresh.ts'
import { KEPT_QUESTIONS, MAX_QUOTE, REMEMBER_CHAT_MS, REMEMBERED, WEBHOOK_MARGIN_MS } from './limits.ts'

const webhook = z.object({ url: z.string(), until: z.number() })

/** A question that may be answered later. */
const question = z.object({ id: z.string(), text: z.string(), webhook: webhook.optional() })

/** What is known of a chat. */
const known = z.object({
  /** DingTalk's id of the conversation, which a direct chat's address is not. */
  conversationId: z.string(),
  robotCode: z.string().optional(),
  /** What was asked last, the latest at the end. */
  questions: z.array(question),
  /** Epoch milliseconds. */
  at: z.number(),
})

type Question = z.output<typeof question>

/** See {@link Chats}. */
export type ChatPlace = z.output<typeof known>

/** A webhook to send by. */
export interface Webhook {
  readonly url: string
}

/**
 * Where chats are. DingTalk gives a robot no lasting address: every message brings a webhook that works for a while, and
 * the id of its conversation. Those of the latest messages outlive a restart, so that an answer goes by the webhook of
 * its question.
 */
export class Chats {
  readonly #memory: ChannelMemory
  readonly #clock: Clock
  readonly #places = new Recent<string, ChatPlace>(REMEMBERED)
  readonly #dead = new Recent<string, true>(REMEMBERED)

  constructor(memory: ChannelMemory, clock: Clock) {
    this.#memory = memory
    this.#clock = clock
  }

  /** Reads what an earlier life has learned. */
  async load(): Promise<void> {
    // What has come since is newer.
    for (const [key, place] of await this.tidy()) if (this.#places.get(key) === undefined) this.#places.set(key, place)
  }

  /** Forgets chats of long ago in the store, and resolves with the others. */
  tidy(): Promise<ReadonlyMap<string, ChatPlace>> {
    return fresh(this.#memory, (value) => known.safeParse(value).data, this.#clock.now() - REMEMBER_CHAT_MS)
  }

  /** Learns from a message; from now on it can be answered. `isTap`: it is a button's, and nothing that people talk of. */
  learn({ chat, ref, text }: Inbound, { conversationId, robotCode, webhook }: Place, isTap: boolean): void {
    const before = this.of(chat)?.questions ?? []
    const asked: Question = { id: ref, text: isTap ? '' : clip(text, MAX_QUOTE), webhook }
    const others = before.filter(({ id }) => id !== ref).slice(1 - KEPT_QUESTIONS)
    const again = before.map((one) => (one.id === ref ? asked : one))
    // A button's message is answered, too, but it does not make a chat go on; nor does one that comes again.
    const said = before.some(({ id }) => id === ref) ? again : [...others, asked]
    const questions = isTap ? [asked, ...others] : said
    this.#places.set(chatKeyOf(chat), { conversationId, robotCode, questions, at: this.#clock.now() })
  }

  /** A message was not for the robot: nothing of it is kept. */
  async forget({ chat, ref }: Inbound): Promise<void> {
    const key = chatKeyOf(chat)
    const place = this.#places.get(key)
    if (place === undefined) return
    const questions = place.questions.filter(({ id }) => id !== ref)
    if (questions.length > 0) {
      this.#places.set(key, { ...place, questions })
      await this.keep(chat)
    } else {
      this.#places.delete(key)
      await this.#memory.delete(key)
    }
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

  /** The latest message of a chat that people talk of. */
  latest(chat: ChatRef): string | undefined {
    return this.of(chat)?.questions.at(-1)?.id
  }

  /** A webhook of a chat that should work: that of the message that is answered, or the latest. */
  webhook(chat: ChatRef, replyTo?: string): Webhook | undefined {
    const all = (this.of(chat)?.questions ?? []).flatMap(({ id, webhook }) => (webhook ? [{ id, ...webhook }] : []))
    const own = all.find(({ id }) => id === replyTo)
    const latest = all.toSorted((one, other) => one.until - other.until).at(-1)
    const soonest = this.#clock.now() + WEBHOOK_MARGIN_MS
    return [own, latest].find(
      (one) => one !== undefined && one.until > soonest && this.#dead.get(one.url) === undefined,
    )
  }

  /** This webhook does not work any more. */
  bury({ url }: Webhook): void {
    this.#dead.set(url, true)
  }

  /** The words of a question, where the chat has gone on since: else everybody sees what is answered. */
  passedQuestion(chat: ChatRef, replyTo: string | undefined): string | undefined {
    if (replyTo === undefined || this.latest(chat) === replyTo) return undefined
    return this.of(chat)?.questions.find(({ id }) => id === replyTo)?.text || undefined
  }
}

/** Without what is not known: JSON has no `undefined`. */
function toJson(place: ChatPlace): Json {
  return JSON.parse(JSON.stringify(place))
}
