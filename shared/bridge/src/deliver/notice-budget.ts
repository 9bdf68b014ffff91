import type { Channel } from '../ports/channel.ts'
import type { NoticeRecord } from '../store/records.ts'
import { chatKeyOf, type Route } from '../words/chat.ts'

/** The window of the flood cap, and longer than any pause between two edits: what is older is forgotten. */
const MINUTE_MS = 60_000

/** Keeps notices within what a platform takes: edits of one notice apart, and new ones of a chat few. */
export class NoticeBudget {
  readonly #channels: ReadonlyMap<Route, Channel>
  readonly #editedAt = new Map<string, number>()
  readonly #sentAt = new Map<string, number[]>()

  constructor(channels: ReadonlyMap<Route, Channel>) {
    this.#channels = channels
  }

  /** When a notice may be shown, in epoch milliseconds. */
  notBefore(notice: NoticeRecord, now: number): number {
    return Math.max(this.#editBudget(notice), this.#floodCap(notice, now))
  }

  /** A new message was sent to a notice's chat. */
  sent({ chat, route }: NoticeRecord, now: number): void {
    if (this.#channels.get(route)?.capabilities.noticesPerMinute === undefined) return
    const key = chatKeyOf(chat)
    renew(this.#sentAt, key, [...(this.#sentAt.get(key) ?? []), now])
    forget(this.#sentAt, (times) => (times.at(-1) ?? 0) <= now - MINUTE_MS)
  }

  /** A notice was shown. One that is over needs no budget any more. */
  shown(notice: NoticeRecord, now: number): void {
    if (notice.state === 'closed') this.#editedAt.delete(notice.id)
    else renew(this.#editedAt, notice.id, now)
    // Not every notice is closed by the node that showed it.
    forget(this.#editedAt, (at) => at <= now - MINUTE_MS)
  }

  /** What ends a notice is not kept waiting: people look at it, and nothing replaces it. */
  #editBudget(notice: NoticeRecord): number {
    const last = this.#editedAt.get(notice.id)
    const capabilities = this.#channels.get(notice.route)?.capabilities
    if (last === undefined || capabilities === undefined || notice.sent === 0 || notice.content.type !== 'busy')
      return 0
    const { editEveryMs, editEveryMsInGroups = editEveryMs } = capabilities
    return last + (notice.chat.kind === 'group' ? editEveryMsInGroups : editEveryMs)
  }

  /** Many new notices at once would bury the conversation. */
  #floodCap(notice: NoticeRecord, now: number): number {
    const cap = this.#channels.get(notice.route)?.capabilities.noticesPerMinute
    if (cap === undefined || notice.ref !== undefined) return 0
    const key = chatKeyOf(notice.chat)
    const recent = (this.#sentAt.get(key) ?? []).filter((at) => at > now - MINUTE_MS)
    if (recent.length === 0) this.#sentAt.delete(key)
    else this.#sentAt.set(key, recent)
    const oldest = recent.at(-cap)
    return oldest === undefined ? 0 : oldest + MINUTE_MS
  }
}

/** Puts an entry behind all others: they are in the order of their time. */
function renew<V>(entries: Map<string, V>, key: string, value: V): void {
  entries.delete(key)
  entries.set(key, value)
}

/** Drops the first entries, as far as they are old. */
function forget<V>(entries: Map<string, V>, isOld: (value: V) => boolean): void {
  for (const [key, value] of entries) {
    if (!isOld(value)) return
    entries.delete(key)
  }
}
