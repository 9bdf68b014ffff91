import { type LogEntry, type LogWrite, StoreUnavailableError } from '@holdline/bridge'
import type { EventLogPort } from '../event-log.ts'

/** An event log in memory. It outlives a server, so that a test can start the next one on it. */
export class MemoryEventLog implements EventLogPort {
  /** While true, every call fails as a database does that cannot be reached. */
  down = false
  /** Calls of `read`. */
  reads = 0
  #held: Promise<void> = Promise.resolve()
  readonly #chats = new Set<string>()
  readonly #logs = new Map<string, { last: number; entries: LogEntry[] }>()
  readonly #listeners = new Set<() => void>()

  async append({ scope, subject, body }: LogWrite, floor: number): Promise<number> {
    this.#check()
    const held = this.#held
    this.#held = Promise.resolve()
    await held
    const log = this.#logs.get(scope) ?? { last: 0, entries: [] }
    const id = Math.max(log.last + 1, floor)
    const entries = log.entries.filter((entry) => entry.subject !== subject)
    this.#logs.set(scope, { last: id, entries: [...entries, { id, subject, body }] })
    return id
  }

  async read(scope: string, after: number, limit: number): Promise<readonly LogEntry[]> {
    this.reads += 1
    this.#check()
    return this.entries(scope)
      .filter((entry) => entry.id > after)
      .slice(0, limit)
  }

  async bounds(scope: string): Promise<{ first: number; last: number } | null> {
    this.#check()
    const entries = this.entries(scope)
    const [first, last] = [entries[0], entries.at(-1)]
    return first === undefined || last === undefined ? null : { first: first.id, last: last.id }
  }

  async known(chat: string): Promise<boolean> {
    this.#check()
    return this.#chats.has(chat)
  }

  async create(chat: string): Promise<void> {
    this.#check()
    this.#chats.add(chat)
  }

  watch(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Makes the next append wait until the returned function is called; those after it do not. */
  holdNext(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#held = promise
    return resolve
  }

  /** What another process's commit looks like from here. */
  hint(): void {
    for (const listener of this.#listeners) listener()
  }

  /** What is retained of a scope. */
  entries(scope: string): readonly LogEntry[] {
    return this.#logs.get(scope)?.entries ?? []
  }

  /** Drops all but the latest entries of a scope. */
  retain(scope: string, entries: number): void {
    const log = this.#logs.get(scope)
    if (log !== undefined) log.entries = log.entries.slice(-entries)
  }

  #check(): void {
    if (this.down) throw new StoreUnavailableError('the memory log is down')
  }
}
