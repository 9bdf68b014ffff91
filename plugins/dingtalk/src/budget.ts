import { type ChatRef, type Clock, chatKeyOf } from '@holdline/bridge'
import { REMEMBERED, WEBHOOK_PER_MINUTE, WEBHOOK_RESERVE } from './limits.ts'

const MINUTE_MS = 60_000

/** What a message is: `first` if people wait for it and nothing replaces it. */
export type Urgency = 'first' | 'other'

interface Traffic {
  /** When messages of the last minute went out by webhook, oldest first. */
  sent: number[]
  /** Nothing goes by webhook before this: the platform said so. */
  pausedUntil: number
}

/** Keeps a chat's webhook below its twenty messages a minute: whoever goes over it is silenced for ten. */
export class Budget {
  readonly #clock: Clock
  readonly #chats = new Map<string, Traffic>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Takes one of the chat's messages. Zero: it may go; else milliseconds until one may. */
  take(chat: ChatRef, urgency: Urgency): number {
    const now = this.#clock.now()
    const traffic = this.#trafficOf(chat)
    traffic.sent = traffic.sent.filter((at) => at > now - MINUTE_MS)
    const most = WEBHOOK_PER_MINUTE - (urgency === 'first' ? 0 : WEBHOOK_RESERVE)
    const freeAt = Math.max(traffic.pausedUntil, (traffic.sent.at(-most) ?? -MINUTE_MS) + MINUTE_MS)
    if (freeAt > now) return freeAt - now
    traffic.sent.push(now)
    return 0
  }

  /** The platform wants a pause. */
  pause(chat: ChatRef, ms: number): void {
    this.#trafficOf(chat).pausedUntil = this.#clock.now() + ms
  }

  #trafficOf(chat: ChatRef): Traffic {
    const key = chatKeyOf(chat)
    const known = this.#chats.get(key)
    if (known !== undefined) return known
    const [oldest] = this.#chats.keys()
    if (this.#chats.size >= REMEMBERED && oldest !== undefined) this.#chats.delete(oldest)
    const traffic: Traffic = { sent: [], pausedUntil: 0 }
    this.#chats.set(key, traffic)
    return traffic
  }
}
