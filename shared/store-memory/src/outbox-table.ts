import type { OutboxRecord } from '@holdline/bridge'
import type { IndexOf } from './index-of.ts'
import { Table } from './table.ts'

/** The outbox. Keeps an index of the first pending entry of each chat beside the usual ones. */
export class OutboxTable extends Table<OutboxRecord> {
  readonly #pending: IndexOf<OutboxRecord>
  readonly #heads: IndexOf<OutboxRecord>

  /** `pending` groups by chat, in the order of first put. */
  constructor(pending: IndexOf<OutboxRecord>, heads: IndexOf<OutboxRecord>, indexes: readonly IndexOf<OutboxRecord>[]) {
    super((row) => row.id, [pending, ...indexes])
    this.#pending = pending
    this.#heads = heads
  }

  override put(row: OutboxRecord): void {
    const chats = new Set([row.chatKey, this.get(row.id)?.chatKey ?? row.chatKey])
    for (const chat of chats) {
      const head = this.#pending.of(chat).first()
      if (head !== undefined) this.#heads.remove(head.value, head.pos)
    }
    super.put(row)
    for (const chat of chats) {
      const head = this.#pending.of(chat).first()
      if (head !== undefined) this.#heads.add(head.value, head.pos)
    }
  }
}
