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
  sent: number[]
  pausedUntil: number
}

/**
 * Keeps chats and messages below Feishu's limits, so that nobody is told to wait: five messages a second to a chat, five
 * changes a second of a message. All bots of a group share its limit, so accounts of one process share one of these.
 */
export class Budget {
  readonly #clock: Clock
  readonly #places = new Map<string, Traffic>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Waits until a message may go to a chat, and counts it. @throws {ChannelError} `retry` when that is far away */
  async send(app: string, chat: string, kind: SendKind): Promise<void> {
    const most = kind === 'answer' ? SENDS_PER_SECOND : SENDS_PER_SECOND - SENDS_RESERVED
    await this.#take([
      [this.#of(`chat ${chat}`), most],
      [this.#of(`app ${app}`), CALLS_PER_SECOND],
    ])
  }

  /** The same for a change of a message. */
  async patch(app: string, message: string): Promise<void> {
    await this.#take([
      [this.#of(`message ${message}`), PATCHES_PER_SECOND],
      [this.#of(`app ${app}`), CALLS_PER_SECOND],
    ])
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

  async #take(needs: readonly (readonly [Traffic, number])[]): Promise<void> {
    const deadline = this.#clock.now() + LONGEST_BUDGET_WAIT_MS
    for (;;) {
      const now = this.#clock.now()
      const at = Math.max(...needs.map(([traffic, most]) => readyAt(traffic, most, now)))
      if (at <= now) {
        for (const [traffic] of needs) traffic.sent.push(now)
        return
      }
      if (at > deadline) throw new ChannelError('retry', 'too much for this chat just now', { retryAfterMs: at - now })
      await new Promise<void>((resolve) => this.#clock.after(at - now, resolve))
    }
  }

  #pause(place: string, ms: number): void {
    const traffic = this.#of(place)
    traffic.pausedUntil = Math.max(traffic.pausedUntil, this.#clock.now() + ms)
  }

  #of(place: string): Traffic {
    const known = this.#places.get(place)
    if (known !== undefined) return known
    if (this.#places.size >= REMEMBERED) this.#forget()
    const traffic: Traffic = { sent: [], pausedUntil: 0 }
    this.#places.set(place, traffic)
    return traffic
  }

  /** Drops the places that nothing is known about any more. */
  #forget(): void {
    const now = this.#clock.now()
    for (const [place, { sent, pausedUntil }] of this.#places)
      if ((sent.at(-1) ?? 0) <= now - SECOND_MS && pausedUntil <= now) this.#places.delete(place)
  }
}

function readyAt(traffic: Traffic, most: number, now: number): number {
  traffic.sent = traffic.sent.filter((at) => at > now - SECOND_MS)
  const oldest = traffic.sent.at(-most)
  return Math.max(traffic.pausedUntil, oldest === undefined ? 0 : oldest + SECOND_MS)
}
