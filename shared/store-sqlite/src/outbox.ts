import type { DatabaseSync } from 'node:sqlite'
import type { OutboxRecord } from '@holdline/bridge'
import { type Put, preparePut, type Written } from './put.ts'
import { numberOf, prepareFirst, prepareRun, textOf } from './statement.ts'
import { SHAPES } from './tables.ts'

/**
 * Prepares the outbox's {@link Put}. It marks the first live entry of each chat as its `head`, so that finding what may
 * be sent never looks at what waits behind.
 */
export function prepareOutboxPut(db: DatabaseSync, written: Written): Put<OutboxRecord> {
  const put = preparePut(db, 'outbox', SHAPES.outbox, written)
  const chatOf = prepareFirst(db, 'SELECT chat_key FROM outbox WHERE id = ?', (row) => textOf(row.chat_key))
  // Before the put, for a chat has at most one head at any moment.
  const resign = prepareRun(db, 'UPDATE outbox SET head = 0 WHERE id = ?1 AND head = 1 AND (chat_key <> ?2 OR ?3 = 0)')
  const first = prepareFirst(
    db,
    'SELECT pos, head FROM outbox WHERE chat_key = ? AND live = 1 ORDER BY pos LIMIT 1',
    (row) => ({ pos: numberOf(row.pos), isHead: row.head === 1 }),
  )
  const dethrone = prepareRun(db, 'UPDATE outbox SET head = 0 WHERE chat_key = ? AND head = 1')
  const crown = prepareRun(db, 'UPDATE outbox SET head = 1 WHERE pos = ?')

  function settle(chatKey: string): void {
    const entry = first(chatKey)
    if (entry === null || entry.isHead) return
    dethrone(chatKey)
    crown(entry.pos)
  }

  return (row) => {
    const before = chatOf(row.id)
    if (before !== null) resign(row.id, row.chatKey, row.state === 'pending' ? 1 : 0)
    put(row)
    settle(row.chatKey)
    if (before !== null && before !== row.chatKey) settle(before)
  }
}
