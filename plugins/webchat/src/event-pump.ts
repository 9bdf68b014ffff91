import type { Clock, LogEntry, Logger } from '@holdline/bridge'
import type { ChatFeed } from './chat-feed.ts'
import { eventFrame } from './encode.ts'
import { entryOf, eventId } from './event-id.ts'
import type { EventLogPort } from './event-log.ts'
import { LOG_PAGE } from './limits.ts'
import type { Outgoing } from './outgoing.ts'
import type { EventFrame } from './protocol.ts'
import { parseStored } from './stored-event.ts'

/** What an {@link EventPump} works with. */
export interface PumpParts {
  readonly feed: ChatFeed
  readonly log: EventLogPort
  readonly out: Outgoing
  readonly clock: Clock
  readonly logger: Logger
  /** The log could not be read; call {@link EventPump.wake} again some time later. */
  readonly onTrouble: () => void
}

// No feed has counted this far down: the log has to be read.
const NEVER = -1

/**
 * Brings a chat's events to one connection. The connection has a cursor and pulls: it reads on when its socket has room,
 * and by then finds the latest revision of everything. So a slow reader costs no memory, however much happens.
 */
export class EventPump {
  readonly #parts: PumpParts
  #cursor: number
  // The log has been read up to this entry.
  #through: number
  #version = NEVER
  #running = false
  #again = false
  #holds = 0
  #stopped = false

  /** Begins after the event with the id `after`. */
  constructor(parts: PumpParts, after: number) {
    this.#parts = parts
    this.#cursor = after
    this.#through = entryOf(after)
  }

  /** Sends what there is. Calls while it works are taken in. */
  wake(): void {
    this.#again = true
    if (!this.#running) void this.#run()
  }

  /** Sends nothing until the returned function is called: an answer must come before the events it causes. */
  hold(): () => void {
    this.#holds += 1
    return () => {
      this.#holds -= 1
      this.wake()
    }
  }

  /** Sends nothing any more. */
  stop(): void {
    this.#stopped = true
  }

  async #run(): Promise<void> {
    this.#running = true
    while (this.#again) {
      this.#again = false
      try {
        while (await this.#step());
      } catch (error) {
        this.#version = NEVER
        this.#parts.logger.warn({ error }, 'webchat: the event log cannot be read, trying again')
        this.#parts.onTrouble()
      }
    }
    this.#running = false
  }

  /** Sends one page. False: nothing left, or no room. */
  async #step(): Promise<boolean> {
    const { feed, log } = this.#parts
    if (!this.#mayGoOn()) return false
    let entries: readonly LogEntry[] = []
    if (this.#isBehind()) {
      const { version } = feed
      const known = feed.live.entry
      entries = await log.read(feed.scope, entryOf(this.#cursor), LOG_PAGE)
      const last = entries.at(-1)?.id ?? 0
      feed.live.saw(last)
      if (entries.length === LOG_PAGE) this.#through = last
      else {
        this.#through = Math.max(this.#through, known, last)
        this.#version = version
      }
    }
    const events = this.#inOrder(entries)
    for (const event of events) {
      if (!this.#mayGoOn()) {
        this.#version = NEVER
        return false
      }
      if (event.frame !== null) this.#parts.out.send(event.frame)
      this.#cursor = event.id
    }
    return events.length > 0 || this.#isBehind()
  }

  /** The log may have grown, or somebody has seen more of it than this connection. */
  #isBehind(): boolean {
    const { feed } = this.#parts
    return this.#version !== feed.version || this.#through < feed.live.entry
  }

  #mayGoOn(): boolean {
    return !this.#stopped && this.#holds === 0 && this.#parts.out.hasRoom()
  }

  /** Entries and unkept events by id. Of the latter only those whose place in the log has been reached. */
  #inOrder(entries: readonly LogEntry[]): readonly { readonly id: number; readonly frame: EventFrame | null }[] {
    const kept = entries.map((entry) => ({ id: eventId(entry.id), frame: this.#frameOf(entry) }))
    const live = this.#parts.feed.live.between(this.#cursor, this.#through).map((frame) => ({ id: frame.id, frame }))
    return [...kept, ...live].sort((a, b) => a.id - b.id)
  }

  #frameOf(entry: LogEntry): EventFrame | null {
    const event = parseStored(entry.body)
    if (event !== null) return eventFrame(eventId(entry.id), event, this.#parts.clock.now())
    this.#parts.logger.error({ entry: entry.id }, 'webchat: a log entry of an unknown kind was left out')
    return null
  }
}
