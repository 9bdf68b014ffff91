import type { SQLInputValue } from 'node:sqlite'
import { type InboundRecord, routeOf, type SessionKey, type TableName, type Tables } from '@holdline/bridge'

/** How a table's columns are filled from its records. */
export interface Shape<R> {
  readonly id: (row: R) => string
  /** The session whose lane the record belongs to while it is live; `null` otherwise. */
  readonly lane: (row: R) => SessionKey | null
  /** Columns that change seldom, and stand in indexes. */
  readonly steady: Columns<R>
  /** Columns that change often. */
  readonly moving: Columns<R>
}

type Columns<R> = Readonly<Record<string, (row: R) => SQLInputValue>>

/** The columns of each table, besides `pos`, `id` and `row`. */
export const SHAPES: { readonly [T in TableName]: Shape<Tables[T]> } = {
  session: {
    id: (row) => row.key,
    lane: (row) => row.key,
    steady: {
      generation: (row) => row.generation,
      due_at: (row) => row.dueAt ?? null,
      due_route: (row) => row.dueRoute ?? null,
    },
    moving: {},
  },
  inbound: {
    id: (row) => row.id,
    lane: (row) => (isWaiting(row) ? row.session : null),
    steady: {
      dedupe_key: (row) => row.dedupeKey,
      session: (row) => row.session,
      seq: (row) => row.seq,
      live: (row) => flag(isWaiting(row)),
      received_at: (row) => row.receivedAt,
    },
    moving: {
      turn_id: (row) => row.turnId ?? null,
    },
  },
  turn: {
    id: (row) => row.id,
    lane: (row) => (row.state === 'running' ? row.session : null),
    steady: {
      session: (row) => row.session,
      generation: (row) => row.generation,
      number: (row) => row.number,
      live: (row) => flag(row.state === 'running'),
      owner: (row) => row.owner,
      route: (row) => routeOf(row.chat),
      finished_at: (row) => row.finishedAt ?? null,
      context_seq: (row) => (row.state === 'running' || row.erased === true ? null : (row.contextSeq ?? null)),
    },
    moving: {
      epoch: (row) => row.epoch,
      expires_at: (row) => row.expiresAt,
      cancelled: (row) => flag(row.cancel !== undefined),
    },
  },
  notice: {
    id: (row) => row.id,
    lane: (row) => (row.state === 'live' ? row.session : null),
    steady: {
      session: (row) => row.session,
      route: (row) => row.route,
      live: (row) => flag(row.state === 'live'),
      opened_at: (row) => row.openedAt,
    },
    moving: {
      turn_id: (row) => row.turnId ?? null,
      due: (row) => flag(row.revision > row.sent),
      due_at: (row) => Math.max(row.notBefore, row.claim?.until ?? 0),
      after_id: (row) => row.after ?? null,
    },
  },
  outbox: {
    id: (row) => row.id,
    lane: () => null,
    steady: {
      chat_key: (row) => row.chatKey,
      route: (row) => row.route,
      live: (row) => flag(row.state === 'pending'),
      created_at: (row) => row.createdAt,
    },
    moving: {
      due_at: (row) => Math.max(row.notBefore, row.claim?.until ?? 0),
    },
  },
}

function isWaiting(row: InboundRecord): boolean {
  return row.state === 'pending' || row.state === 'claimed'
}

function flag(value: boolean): 0 | 1 {
  return value ? 1 : 0
}
