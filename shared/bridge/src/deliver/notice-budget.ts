import type { Channel } from '../ports/channel.ts'
import type { NoticeRecord } from '../store/records.ts'
import { chatKeyOf, type Route } from '../words/chat.ts'

/** The flood cap forgets everything beyond this many chats; the platform's own limit still holds. */
const REMEMBERED_CHATS = 10_000

/** The window of the flood cap. */
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
    if (this.#sentAt.size >= REMEMBERED_CHATS) this.#sentAt.clear()
    this.#sentAt.set(key, [...(this.#sentAt.get(key) ?? []), now])
  }

  /** A notice was shown. One that is over needs no budget any more. */
  shown(notice: NoticeRecord, now: number): void {
    if (notice.state === 'closed') this.#editedAt.delete(notice.id)
    else this.#editedAt.set(notice.id, now)
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
