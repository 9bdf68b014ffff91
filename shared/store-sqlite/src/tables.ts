import type { SQLInputValue } from 'node:sqlite'
import { type InboundRecord, routeOf, type SessionKey, type TableName, type Tables } from '@holdline/bridge'

/** How a table's columns are filled from its records. */
export interface Shape<R> {
  readonly id: (row: R) => string
  /** The session whose lane the record belongs to while it is live; `null` otherwise. */
  readonly lane: (row: R) => SessionKey | null
  /** Columns that change often. */
  readonly moving: Columns<R>
  /** Columns that change a few times in a record's life, and stand in indexes. */
  readonly steady: Columns<R>
  /** Columns that do not change, or hardly ever. */
  readonly fixed: Columns<R>
}

/** How columns are filled. */
export type Columns<R> = Readonly<Record<string, (row: R) => SQLInputValue>>

/** The columns of each table, besides `pos`, `id` and `row`. */
export const SHAPES: { readonly [T in TableName]: Shape<Tables[T]> } = {
  session: {
    id: (row) => row.key,
    lane: (row) => row.key,
    moving: {},
    steady: {
      generation: (row) => row.generation,
      due_at: (row) => row.dueAt ?? null,
      due_route: (row) => row.dueRoute ?? null,
    },
    fixed: {},
  },
  inbound: {
    id: (row) => row.id,
    lane: (row) => (isWaiting(row) ? row.session : null),
    moving: {
      turn_id: (row) => row.turnId ?? null,
    },
    steady: {
      live: (row) => flag(isWaiting(row)),
    },
    fixed: {
      dedupe_key: (row) => row.dedupeKey,
      session: (row) => row.session,
      seq: (row) => row.seq,
      received_at: (row) => row.receivedAt,
    },
  },
  turn: {
    id: (row) => row.id,
    lane: (row) => (row.state === 'running' ? row.session : null),
    moving: {
      epoch: (row) => row.epoch,
      expires_at: (row) => row.expiresAt,
      cancelled: (row) => flag(row.cancel !== undefined),
    },
    steady: {
      live: (row) => flag(row.state === 'running'),
      owner: (row) => row.owner,
      finished_at: (row) => row.finishedAt ?? null,
      context_seq: (row) => (row.state === 'running' || row.erased === true ? null : (row.contextSeq ?? null)),
    },
    fixed: {
      session: (row) => row.session,
      generation: (row) => row.generation,
      number: (row) => row.number,
      route: (row) => routeOf(row.chat),
    },
  },
  notice: {
    id: (row) => row.id,
    lane: (row) => (row.state === 'live' ? row.session : null),
    moving: {
      turn_id: (row) => row.turnId ?? null,
      due: (row) => flag(row.revision > row.sent),
      due_at: (row) => Math.max(row.notBefore, row.claim?.until ?? 0),
      after_id: (row) => row.after ?? null,
    },
    steady: {
      live: (row) => flag(row.state === 'live'),
    },
    fixed: {
      session: (row) => row.session,
      route: (row) => row.route,
      opened_at: (row) => row.openedAt,
    },
  },
  outbox: {
    id: (row) => row.id,
    lane: () => null,
    moving: {
      due_at: (row) => Math.max(row.notBefore, row.claim?.until ?? 0),
    },
    steady: {
      live: (row) => flag(row.state === 'pending'),
    },
    fixed: {
      chat_key: (row) => row.chatKey,
      route: (row) => row.route,
      created_at: (row) => row.createdAt,
    },
  },
}

function isWaiting(row: InboundRecord): boolean {
  return row.state === 'pending' || row.state === 'claimed'
}

function flag(value: boolean): 0 | 1 {
  return value ? 1 : 0
}
