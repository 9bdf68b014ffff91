import type { Clock } from '@holdline/bridge'
import { ChatFeed } from './chat-feed.ts'
import { type EventLogPort, logScope } from './event-log.ts'

/** The chats of one account that are in memory. */
export class ChatFeeds {
  readonly #account: string
  readonly #log: EventLogPort
  readonly #clock: Clock
  readonly #feeds = new Map<string, ChatFeed>()

  constructor(account: string, log: EventLogPort, clock: Clock) {
    this.#account = account
    this.#log = log
    this.#clock = clock
  }

  /** The chat's feed; the same one as long as anything holds it. */
  of(chat: string): ChatFeed {
    const known = this.#feeds.get(chat)
    if (known !== undefined) return known
    const feed = new ChatFeed(logScope(this.#account, chat), this.#log, this.#clock)
    this.#feeds.set(chat, feed)
    return feed
  }

  /** Every log may have grown: another process has written. */
  grew(): void {
    for (const feed of this.#feeds.values()) if (feed.readers.size > 0) feed.grew()
  }

  /** Forgets chats that nobody uses. */
  sweep(): void {
    const now = this.#clock.now()
    for (const [chat, feed] of this.#feeds) if (feed.isIdle(now)) this.#feeds.delete(chat)
  }

  /** How many there are. */
  get size(): number {
    return this.#feeds.size
  }
}
