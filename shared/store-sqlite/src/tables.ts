import type { SQLInputValue } from 'node:sqlite'
import { routeOf, type TableName, type Tables } from '@holdline/bridge'

/** How a table's columns are filled from its records. */
export interface Shape<R> {
  readonly id: (row: R) => string
  readonly columns: Readonly<Record<string, (row: R) => SQLInputValue>>
}

/** The columns of each table, besides `pos`, `id` and `row`. */
export const SHAPES: { readonly [T in TableName]: Shape<Tables[T]> } = {
  session: {
    id: (row) => row.key,
    columns: {
      generation: (row) => row.generation,
      due_at: (row) => row.dueAt ?? null,
      due_route: (row) => row.dueRoute ?? null,
    },
  },
  inbound: {
    id: (row) => row.id,
    columns: {
      dedupe_key: (row) => row.dedupeKey,
      session: (row) => row.session,
      seq: (row) => row.seq,
      live: (row) => flag(row.state === 'pending' || row.state === 'claimed'),
      turn_id: (row) => row.turnId ?? null,
      received_at: (row) => row.receivedAt,
    },
  },
  turn: {
    id: (row) => row.id,
    columns: {
      session: (row) => row.session,
      generation: (row) => row.generation,
      number: (row) => row.number,
      live: (row) => flag(row.state === 'running'),
      epoch: (row) => row.epoch,
      owner: (row) => row.owner,
      route: (row) => routeOf(row.chat),
      expires_at: (row) => row.expiresAt,
      cancelled: (row) => flag(row.cancel !== undefined),
      finished_at: (row) => row.finishedAt ?? null,
      context_seq: (row) => (row.state === 'running' || row.erased === true ? null : (row.contextSeq ?? null)),
    },
  },
  notice: {
    id: (row) => row.id,
    columns: {
      session: (row) => row.session,
      route: (row) => row.route,
      turn_id: (row) => row.turnId ?? null,
      live: (row) => flag(row.state === 'live'),
      opened_at: (row) => row.openedAt,
      due: (row) => flag(row.revision > row.sent),
      due_at: (row) => Math.max(row.notBefore, row.claim?.until ?? 0),
      after_id: (row) => row.after ?? null,
    },
  },
  outbox: {
    id: (row) => row.id,
    columns: {
      chat_key: (row) => row.chatKey,
      route: (row) => row.route,
      live: (row) => flag(row.state === 'pending'),
      due_at: (row) => Math.max(row.notBefore, row.claim?.until ?? 0),
      created_at: (row) => row.createdAt,
    },
  },
}

function flag(value: boolean): 0 | 1 {
  return value ? 1 : 0
}
