import type { Channel } from '../ports/channel.ts'
import { ChannelError } from '../ports/channel.ts'
import type { Clock, Logger } from '../ports/environment.ts'
import { type ChatRef, chatKeyOf, type Route, routeOf } from '../words/chat.ts'

/** After this many failures in a row a chat's typing stays off until its next turn: it must never cost a bot its account. */
const MAX_FAILURES = 3

/** The pause after a failed call, doubled each time. */
const BACKOFF_MS = 5_000

/** The end of a turn waits this long for the typing calls that are under way. */
const LONGEST_WAIT_MS = 2_000

const NO_TIMER = (): void => {}

interface Heartbeat {
  readonly channel: Channel
  readonly chat: ChatRef
  readonly key: string
  readonly replyTo: string | undefined
  turns: number
  failures: number
  /** The call that is under way, so that nothing arrives after the answer. */
  inFlight: Promise<void>
  cancelTimer: () => void
}

/**
 * Shows that work goes on, per chat, at the channel's own cadence, for as long as any turn of the chat runs. `stop`
 * waits for the call that is under way: typing never appears after the answer.
 */
export class Typing {
  readonly #channels: ReadonlyMap<Route, Channel>
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #beats = new Map<string, Heartbeat>()

  constructor(channels: ReadonlyMap<Route, Channel>, clock: Clock, logger: Logger) {
    this.#channels = channels
    this.#clock = clock
    this.#logger = logger
  }

  /** A turn of this chat begins. */
  start(chat: ChatRef, replyTo?: string): void {
    const channel = this.#channels.get(routeOf(chat))
    if (channel?.typing === undefined || channel.capabilities.typing === undefined) return
    const key = chatKeyOf(chat)
    const running = this.#beats.get(key)
    if (running !== undefined) {
      running.turns += 1
      return
    }
    const beat = {
      channel,
      chat,
      key,
      replyTo,
      turns: 1,
      failures: 0,
      inFlight: Promise.resolve(),
      cancelTimer: NO_TIMER,
    }
    this.#beats.set(key, beat)
    this.#beat(beat)
  }

  /**
   * A turn of this chat has ended. Resolves when no typing call is under way; a platform that is slow to answer does not
   * hold the answer back, and is told to end it when it has.
   */
  async stop(chat: ChatRef): Promise<void> {
    const key = chatKeyOf(chat)
    const beat = this.#beats.get(key)
    if (beat === undefined) return
    beat.turns -= 1
    if (beat.turns > 0) return
    this.#beats.delete(key)
    beat.cancelTimer()
    await this.#atMost(beat.inFlight.then(() => this.#end(chat, key)))
  }

  async #end(chat: ChatRef, key: string): Promise<void> {
    // Another turn of the chat has begun meanwhile: its own end ends this too.
    if (this.#beats.has(key)) return
    try {
      await this.#channels.get(routeOf(chat))?.typing?.(chat, false)
    } catch (error) {
      this.#logger.debug({ chat: key, error }, 'typing could not be ended')
    }
  }

  #atMost(call: Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(LONGEST_WAIT_MS, resolve)
      void call.finally(() => {
        cancel()
        resolve()
      })
    })
  }

  #beat(beat: Heartbeat): void {
    const { channel, chat, key, replyTo } = beat
    beat.inFlight = (channel.typing?.(chat, true, replyTo) ?? Promise.resolve()).then(
      () => {
        beat.failures = 0
        this.#beatAgain(beat, channel.capabilities.typing?.everyMs ?? 0)
      },
      (error: unknown) => {
        beat.failures += 1
        this.#logger.debug({ chat: key, failures: beat.failures, error }, 'typing failed')
        const stop = error instanceof ChannelError && (error.effect === 'blocked' || error.effect === 'rejected')
        if (stop || beat.failures >= MAX_FAILURES) return
        const asked = error instanceof ChannelError ? (error.retryAfterMs ?? 0) : 0
        this.#beatAgain(beat, Math.max(asked, BACKOFF_MS * 2 ** (beat.failures - 1)))
      },
    )
  }

  #beatAgain(beat: Heartbeat, delayMs: number): void {
    if (this.#beats.get(beat.key) === beat) beat.cancelTimer = this.#clock.after(delayMs, () => this.#beat(beat))
  }
}
