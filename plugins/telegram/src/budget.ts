import { ChannelError, type ChatRef, type Clock, chatKeyOf } from '@holdline/bridge'
import {
  CHAT_BURST,
  GROUP_EDIT_EVERY_MS,
  GROUP_PER_MINUTE,
  GROUP_RESERVE,
  LONGEST_BUDGET_WAIT_MS,
  OVERALL_PER_SECOND,
  PRIVATE_EDIT_EVERY_MS,
  REMEMBERED,
} from './limits.ts'

/**
 * What a message or edit is: an `answer`; a `notice`, which is new; an `edit` of one that goes on; or a `final`, which
 * closes one. Answers and finals go first: people wait for them, and nothing replaces them.
 */
export type BudgetKind = 'answer' | 'notice' | 'edit' | 'final'

const SECOND_MS = 1000
const MINUTE_MS = 60_000

/** What went to one chat. */
interface Traffic {
  /** When messages and edits of the last minute went out, oldest first. */
  sent: number[]
  /** When a notice that goes on was last edited. */
  editedAt: number
  /** What may go at once, as of `countedAt`; one more comes back every second. */
  saved: number
  countedAt: number
  /** Nothing goes before this: the platform said so. */
  pausedUntil: number
}

/**
 * Keeps an account below Telegram's limits, so that it is never told to wait: about one message a second per chat,
 * twenty a minute per group, thirty a second in all, edits included. Typing is not counted there, so it is not here.
 */
export class Budget {
  readonly #clock: Clock
  readonly #chats = new Map<string, Traffic>()
  #overall: number[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /**
   * Waits until it may go out, and counts it.
   * @throws {ChannelError} with effect `retry` when that is too far away to wait here
   */
  async take(chat: ChatRef, kind: BudgetKind): Promise<void> {
    const traffic = this.#trafficOf(chat)
    const deadline = this.#clock.now() + LONGEST_BUDGET_WAIT_MS
    for (;;) {
      const now = this.#clock.now()
      const at = Math.max(this.#overallAt(now), readyAt(traffic, chat, kind, now))
      if (at <= now) {
        traffic.sent.push(now)
        traffic.saved = savedAt(traffic, now) - 1
        traffic.countedAt = now
        if (kind === 'edit') traffic.editedAt = now
        this.#overall.push(now)
        return
      }
      if (at > deadline) {
        throw new ChannelError('retry', 'too many messages for this chat just now', { retryAfterMs: at - now })
      }
      await new Promise<void>((resolve) => this.#clock.after(at - now, resolve))
    }
  }

  /** The platform asked for a pause in this chat. */
  pause(chat: ChatRef, ms: number): void {
    const traffic = this.#trafficOf(chat)
    traffic.pausedUntil = Math.max(traffic.pausedUntil, this.#clock.now() + ms)
  }

  /** Whether the platform wants to hear nothing of this chat now. */
  isPaused(chat: ChatRef): boolean {
    return this.#trafficOf(chat).pausedUntil > this.#clock.now()
  }

  #overallAt(now: number): number {
    this.#overall = this.#overall.filter((at) => at > now - SECOND_MS)
    return (this.#overall.at(-OVERALL_PER_SECOND) ?? -SECOND_MS) + SECOND_MS
  }

  /** Topics share their group's budget. */
  #trafficOf({ thread: _, ...chat }: ChatRef): Traffic {
    const key = chatKeyOf(chat)
    const known = this.#chats.get(key)
    if (known !== undefined) return known
    if (this.#chats.size >= REMEMBERED) this.#forget()
    const traffic: Traffic = { sent: [], editedAt: -MINUTE_MS, saved: CHAT_BURST, countedAt: 0, pausedUntil: 0 }
    this.#chats.set(key, traffic)
    return traffic
  }

  /** Drops the chats that nothing is known about any more; else the one that was first seen longest ago. */
  #forget(): void {
    const now = this.#clock.now()
    for (const [key, { sent, pausedUntil }] of this.#chats)
      if ((sent.at(-1) ?? 0) <= now - MINUTE_MS && pausedUntil <= now) this.#chats.delete(key)
    const [oldest] = this.#chats.keys()
    if (this.#chats.size >= REMEMBERED && oldest !== undefined) this.#chats.delete(oldest)
  }
}

function readyAt(traffic: Traffic, { kind: chatKind }: ChatRef, kind: BudgetKind, now: number): number {
  traffic.sent = traffic.sent.filter((at) => at > now - MINUTE_MS)
  const { sent, pausedUntil } = traffic
  const inGroup = chatKind === 'group'
  const first = kind === 'answer' || kind === 'final'
  const perMinute = GROUP_PER_MINUTE - (first ? 0 : GROUP_RESERVE)
  const minute = inGroup ? (sent.at(-perMinute) ?? -MINUTE_MS) + MINUTE_MS : 0
  const editEvery = inGroup ? GROUP_EDIT_EVERY_MS : PRIVATE_EDIT_EVERY_MS
  const spacing = kind === 'edit' ? traffic.editedAt + editEvery : 0
  const burst = now + Math.ceil((1 - Math.min(1, savedAt(traffic, now))) * SECOND_MS)
  return Math.max(pausedUntil, minute, spacing, burst)
}

function savedAt({ saved, countedAt }: Traffic, now: number): number {
  return Math.min(CHAT_BURST, saved + (now - countedAt) / SECOND_MS)
}
