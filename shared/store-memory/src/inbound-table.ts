import type { InboundRecord } from '@holdline/bridge'
import type { IndexOf } from './index-of.ts'
import { Table } from './table.ts'

/** The messages. No two have the same dedupe key. */
export class InboundTable extends Table<InboundRecord> {
  readonly #byKey: IndexOf<InboundRecord>

  /** `byKey` groups by dedupe key. */
  constructor(byKey: IndexOf<InboundRecord>, indexes: readonly IndexOf<InboundRecord>[]) {
    super((row) => row.id, [byKey, ...indexes])
    this.#byKey = byKey
  }

  override put(row: InboundRecord): void {
    this.refuseTaken([row])
    super.put(row)
  }

  /** @throws {Error} when one of the messages, written in this order, would have the dedupe key of another */
  refuseTaken(rows: readonly InboundRecord[]): void {
    const holders = new Map<string, string | undefined>()
    const keys = new Map<string, string>()
    for (const { id, dedupeKey } of rows) {
      const holder = holders.has(dedupeKey) ? holders.get(dedupeKey) : this.#byKey.of(dedupeKey).first()?.value.id
      if (holder !== undefined && holder !== id) {
        throw new Error(`message ${id}: the dedupe key ${dedupeKey} is that of message ${holder}`)
      }
      const before = keys.get(id) ?? this.get(id)?.dedupeKey
      if (before !== undefined) holders.set(before, undefined)
      holders.set(dedupeKey, id)
      keys.set(id, dedupeKey)
    }
  }
}
