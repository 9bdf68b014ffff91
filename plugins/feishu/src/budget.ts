import { ChannelError, type Clock } from '@holdline/bridge'
import {
  CALLS_PER_SECOND,
  LONGEST_BUDGET_WAIT_MS,
  PATCHES_PER_SECOND,
  REMEMBERED,
  SENDS_PER_SECOND,
  SENDS_RESERVED,
} from './limits.ts'

/** What goes out: an `answer` or something else that people wait for, or a `notice`, which gives way to it. */
export type SendKind = 'answer' | 'notice'

const SECOND_MS = 1000

/** What went to one place in the last second, and until when the platform wants to hear nothing of it. */
interface Traffic {
  /** When calls of the last second ended, oldest first. */
  ended: number[]
  underway: number
  pausedUntil: number
}

/** A place, and how much may go to it in a second. */
type Need = readonly [Traffic, number]

/**
 * Keeps chats and messages below Feishu's limits, so that nobody is told to wait: five messages a second to a chat, five
 * changes a second of a message. All bots of a group share its limit, so accounts of one process share one of these. The
 * platform counts a call when it gets it, some time between its beginning and its end; so it counts here until a second
 * after its end.
 */
export class Budget {
  readonly #clock: Clock
  readonly #places = new Map<string, Traffic>()
  /** Wakes those who wait for a call to end. */
  readonly #waiting = new Set<() => void>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Makes a call that sends a message to a chat, as soon as it may. @throws {ChannelError} `retry` when that is far away */
  async send<T>(app: string, chat: string, kind: SendKind, call: () => Promise<T>): Promise<T> {
    const most = kind === 'answer' ? SENDS_PER_SECOND : SENDS_PER_SECOND - SENDS_RESERVED
    return await this.#run([[this.#of(`chat ${chat}`), most], this.#app(app)], call)
  }

  /** The same for a change of a message. */
  async patch<T>(app: string, message: string, call: () => Promise<T>): Promise<T> {
    return await this.#run([[this.#of(`message ${message}`), PATCHES_PER_SECOND], this.#app(app)], call)
  }

  /** The platform asked for a pause in this chat. */
  pauseChat(chat: string, ms: number): void {
    this.#pause(`chat ${chat}`, ms)
  }

  /** The same for changes of a message. */
  pauseMessage(message: string, ms: number): void {
    this.#pause(`message ${message}`, ms)
  }

  /** Whether the platform wants to hear nothing of this chat now. */
  isPaused(chat: string): boolean {
    return this.#of(`chat ${chat}`).pausedUntil > this.#clock.now()
  }

  #app(app: string): Need {
    return [this.#of(`app ${app}`), CALLS_PER_SECOND]
  }

  async #run<T>(needs: readonly Need[], call: () => Promise<T>): Promise<T> {
    await this.#turn(needs)
    try {
      return await call()
    } finally {
      for (const [traffic] of needs) {
        traffic.underway -= 1
        traffic.ended.push(this.#clock.now())
      }
      for (const wake of this.#waiting) wake()
    }
  }

  /** Waits until one more call may begin, and counts it. */
  async #turn(needs: readonly Need[]): Promise<void> {
    const deadline = this.#clock.now() + LONGEST_BUDGET_WAIT_MS
    for (;;) {
      const now = this.#clock.now()
      const at = Math.max(...needs.map(([traffic, most]) => readyAt(traffic, most, now)))
      if (at <= now) {
        for (const [traffic] of needs) traffic.underway += 1
        return
      }
      const unknown = at === Number.POSITIVE_INFINITY
      if (unknown ? now >= deadline : at > deadline)
        throw new ChannelError('retry', 'too much for this chat just now', {
          retryAfterMs: unknown ? SECOND_MS : at - now,
        })
      await this.#pass(Math.min(at, deadline) - now)
    }
  }

  /** Resolves after a time, or when a call has ended. */
  async #pass(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const cancel = this.#clock.after(ms, resolve)
    this.#waiting.add(resolve)
    await promise
    this.#waiting.delete(resolve)
    cancel()
  }

  #pause(place: string, ms: number): void {
    const traffic = this.#of(place)
    traffic.pausedUntil = Math.max(traffic.pausedUntil, this.#clock.now() + ms)
  }

  #of(place: string): Traffic {
    const known = this.#places.get(place)
    if (known !== undefined) return known
    if (this.#places.size >= REMEMBERED) this.#forget()
    const traffic: Traffic = { ended: [], underway: 0, pausedUntil: 0 }
    this.#places.set(place, traffic)
    return traffic
  }

  /** Drops the places that nothing is known about any more. */
  #forget(): void {
    const now = this.#clock.now()
    for (const [place, { ended, underway, pausedUntil }] of this.#places)
      if (underway === 0 && (ended.at(-1) ?? 0) <= now - SECOND_MS && pausedUntil <= now) this.#places.delete(place)
  }
}

/** When one more call may begin. Infinity: not before one of those under way has ended. */
function readyAt(traffic: Traffic, most: number, now: number): number {
  traffic.ended = traffic.ended.filter((at) => at > now - SECOND_MS)
  const { ended, underway, pausedUntil } = traffic
  const over = ended.length + underway - most
  if (over < 0) return pausedUntil
  const oldest = ended[over]
  return oldest === undefined ? Number.POSITIVE_INFINITY : Math.max(pausedUntil, oldest + SECOND_MS)
}
