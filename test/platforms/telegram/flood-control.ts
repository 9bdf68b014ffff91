import type { Clock } from '../kit/clock.ts'
import { TokenBucket } from '../kit/token-bucket.ts'
import type { Chat } from './chat.ts'
import type { Limits } from './limits.ts'
import { tooMany } from './refusal.ts'
import type { RuleName } from './rules.ts'

const MINUTE_S = 60

/** What a call costs: a message and an edit share a budget, typing and drafts have their own. */
export type Cost = 'message' | 'typing' | 'draft'

/** The budgets of one bot. */
export class FloodControl {
  readonly #limits: Limits
  readonly #clock: Clock
  readonly #buckets = new Map<string, TokenBucket>()

  constructor(limits: Limits, clock: Clock) {
    this.#limits = limits
    this.#clock = clock
  }

  /** Takes from every budget that the call costs, or from none and throws a 429. */
  spend(cost: Cost, chat: Chat): void {
    if (!this.#limits.flood) return
    const now = this.#clock.now()
    const due = this.#bucketsOf(cost, chat, now)
    for (const [rule, bucket] of due) {
      const waitMs = bucket.waitMs(now)
      if (waitMs > 0) throw tooMany(rule, waitMs)
    }
    for (const [, bucket] of due) bucket.take(now)
  }

  #bucketsOf(cost: Cost, chat: Chat, now: number): [RuleName, TokenBucket][] {
    const limits = this.#limits
    const bucket = (rule: RuleName, key: string, size: number, perSecond: number): [RuleName, TokenBucket] => {
      const name = `${rule} ${key}`
      const found = this.#buckets.get(name) ?? new TokenBucket(size, perSecond, now)
      this.#buckets.set(name, found)
      return [rule, found]
    }
    const id = String(chat.id)
    if (cost === 'typing') return [bucket('flood.typing', id, limits.typingBurst, limits.typingPerSecondPerChat)]
    if (cost === 'draft') return [bucket('flood.draft', id, limits.draftBurst, limits.draftsPerSecondPerChat)]
    const overall = limits.messagesPerSecondOverall
    const perMinute = limits.messagesPerMinutePerGroup
    return [
      bucket('flood.chat', id, limits.chatBurst, limits.messagesPerSecondPerChat),
      bucket('flood.overall', '', overall, overall),
      ...(chat.type === 'private' ? [] : [bucket('flood.group', id, perMinute, perMinute / MINUTE_S)]),
    ]
  }
}
