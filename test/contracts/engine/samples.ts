import {
  type Change,
  type ChatRef,
  chatKeyOf,
  type InboundRecord,
  type JournalRecord,
  type NoticeRecord,
  type OutboxRecord,
  routeOf,
  type SessionKey,
  type SessionRecord,
  type TableName,
  type Tables,
  type TurnRecord,
} from '@holdline/bridge'

/** Noon of a day; the clock of these tests stands still. */
export const NOW = 1_795_000_000_000

/** The conversation of most tests. */
export const CHAT: ChatRef = { channel: 'webchat', account: 'default', kind: 'direct', chat: 'c1' }

/** Its session. */
export const SESSION: SessionKey = 'agent:main:webchat:default:direct:c1'

/** The route of {@link CHAT}. */
export const ROUTE = routeOf(CHAT)

const ASKER = { id: 'u1', name: 'Ада', locale: 'ru' }

/** A session's record. */
export function session(fields: Partial<SessionRecord> = {}): SessionRecord {
  return { key: SESSION, generation: 1, nextSeq: 1, nextNumber: 1, ...fields }
}

/** A waiting message; `id` also makes its dedupe key. */
export function inbound(id: string, fields: Partial<InboundRecord> = {}): InboundRecord {
  return {
    id,
    dedupeKey: `webchat:default:${id}`,
    session: SESSION,
    generation: 1,
    seq: 1,
    chat: CHAT,
    sender: ASKER,
    text: `text of ${id}`,
    attachments: [],
    ref: id,
    receivedAt: NOW,
    state: 'pending',
    admitted: { type: 'queued', position: 1 },
    ...fields,
  }
}

/** A running turn. */
export function turn(id: string, fields: Partial<TurnRecord> = {}): TurnRecord {
  return {
    id,
    session: SESSION,
    generation: 1,
    number: 1,
    kind: 'foreground',
    state: 'running',
    epoch: 1,
    owner: 'node-1',
    expiresAt: NOW + 15_000,
    attempts: 1,
    chat: CHAT,
    asker: ASKER,
    inbounds: [],
    title: 'a question',
    replyTo: 'm1',
    phase: { code: 'waiting_model_response', since: NOW },
    startedAt: NOW,
    progressAt: NOW,
    waiters: [],
    spent: {},
    ...fields,
  }
}

/** A turn that has ended and is part of the context. */
export function finished(id: string, fields: Partial<TurnRecord> = {}): TurnRecord {
  return turn(id, { state: 'finished', finishedAt: NOW, outcome: { type: 'completed' }, contextSeq: 1, ...fields })
}

/** A live notice that has something to show. */
export function notice(id: string, fields: Partial<NoticeRecord> = {}): NoticeRecord {
  return {
    id,
    session: SESSION,
    chat: CHAT,
    route: ROUTE,
    state: 'live',
    content: { type: 'busy', phase: { code: 'waiting_model_response', since: NOW }, startedAt: NOW },
    revision: 1,
    sent: 0,
    openedAt: NOW,
    notBefore: 0,
    failures: 0,
    ...fields,
  }
}

/** A message to be sent. */
export function outbox(id: string, fields: Partial<OutboxRecord> = {}): OutboxRecord {
  const chat = fields.chat ?? CHAT
  return {
    id,
    session: SESSION,
    chatKey: chatKeyOf(chat),
    chat,
    route: routeOf(chat),
    parts: [{ type: 'text', text: 'answer' }],
    sentParts: 0,
    mention: [],
    messageId: id,
    state: 'pending',
    attempts: 0,
    notBefore: 0,
    createdAt: NOW,
    refs: [],
    ...fields,
  }
}

/** One step of a turn. */
export function step(turnId: string, seq: number): JournalRecord {
  return { turnId, seq, at: NOW, entry: { step: seq } }
}

/** Another chat on another route. */
export function elsewhere(chat: string): ChatRef {
  return { channel: 'telegram', account: 'default', kind: 'group', chat }
}

/** The change that puts a record. */
export function put<T extends TableName>(table: T, row: Tables[T]): { type: 'put'; table: T; row: Tables[T] } {
  return { type: 'put', table, row }
}

/** The ids of records, in their order. */
export function ids(rows: readonly { readonly id: string }[]): string[] {
  return rows.map(({ id }) => id)
}

/** A decision that writes the same changes whatever it sees. */
export function writes(...changes: readonly Change[]): () => { changes: readonly Change[]; result: null } {
  return () => ({ changes, result: null })
}
