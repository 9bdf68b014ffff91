import type { Engine, LogEntry, LogWrite } from '@holdline/bridge'

/**
 * What Webchat keeps: the event log of each chat, and which chats exist.
 *
 * Entries are numbered from about 1 within a scope, and one becomes visible only after all with lower numbers. A later
 * entry with the same subject replaces the earlier one, so a log holds the latest revision of everything.
 */
export interface EventLogPort {
  /** Resolves with the new entry's number, at least `floor`, after the commit. */
  append(write: LogWrite, floor: number): Promise<number>
  /** Entries after a number, in order. */
  read(scope: string, after: number, limit: number): Promise<readonly LogEntry[]>
  /** The first and last retained number, or `null` for an empty log. */
  bounds(scope: string): Promise<{ readonly first: number; readonly last: number } | null>
  /** Whether {@link create} was called with this chat, ever. */
  known(chat: string): Promise<boolean>
  /** Makes a chat exist, durably. */
  create(chat: string): Promise<void>
  /** Calls `listener` when another process may have written. A hint, for latency only. Returns how to stop. */
  watch(listener: () => void): () => void
}

/** The event log of one Webchat account in the bridge's database. */
export function eventLogOf(engine: Engine, account: string): EventLogPort {
  const chats = `webchat:${account}:chats`
  return {
    append: (write, floor) => engine.append(write, floor),
    read: (scope, after, limit) => engine.find.log(scope, after, limit),
    bounds: (scope) => engine.find.logBounds(scope),
    known: async (chat) => (await engine.find.value(chats, chat)) !== null,
    create: (chat) => engine.write([{ type: 'state', scope: chats, key: chat, value: true }]),
    watch: (listener) => engine.watch(listener),
  }
}

/** The scope of a chat's event log. */
export function logScope(account: string, chat: string): string {
  return `webchat:${account}:${chat}`
}
