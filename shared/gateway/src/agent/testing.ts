import type {
  Clock,
  HistoryEntry,
  InboundRecord,
  JournalRecord,
  Json,
  Outcome,
  TurnKind,
  TurnRecord,
} from '@holdline/bridge'

/** What the unit tests of this folder build their values with. */

/** A clock that stands still until it is moved. */
export interface ManualClock extends Clock {
  /** Moves time on, timer by timer, letting promises settle in between. */
  advance(ms: number): Promise<void>
}

/** A clock at time zero. */
export function manualClock(): ManualClock {
  let now = 0
  const timers = new Map<object, { at: number; run: () => void }>()
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve))
  return {
    now: () => now,
    after(delayMs, run) {
      const key = {}
      timers.set(key, { at: now + delayMs, run })
      return () => timers.delete(key)
    },
    async advance(ms) {
      const end = now + ms
      await settle()
      for (;;) {
        const [next] = [...timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)
        if (next === undefined) break
        now = next[1].at
        timers.delete(next[0])
        next[1].run()
        await settle()
      }
      now = end
    },
  }
}

/** A finished turn with one message. */
export function finishedTurn(given: {
  text: string
  journal?: readonly Json[]
  outcome?: Outcome
  kind?: TurnKind
  group?: boolean
}): HistoryEntry {
  const chat = {
    channel: 'test',
    account: 'default',
    kind: given.group === true ? 'group' : 'direct',
    chat: 'c',
  } as const
  const sender = { id: 'u1', name: 'Ann' }
  const inbound: InboundRecord = {
    id: 'm1',
    dedupeKey: 'd1',
    session: 's',
    generation: 1,
    seq: 1,
    chat,
    sender,
    text: given.text,
    attachments: [],
    ref: 'r1',
    receivedAt: 0,
    state: 'answered',
    admitted: { type: 'started' },
  }
  const turn: TurnRecord = {
    id: 't1',
    session: 's',
    generation: 1,
    number: 7,
    kind: given.kind ?? 'foreground',
    state: 'finished',
    epoch: 1,
    owner: 'o',
    expiresAt: 0,
    attempts: 1,
    chat,
    asker: sender,
    inbounds: ['m1'],
    title: given.text,
    replyTo: 'r1',
    phase: { code: 'waiting_model_response', since: 0 },
    startedAt: 0,
    progressAt: 0,
    waiters: [],
    spent: {},
    outcome: given.outcome ?? { type: 'completed' },
  }
  return { turn, inbounds: [inbound], journal: journalOf(given.journal ?? []) }
}

/** Entries as the store keeps them. */
export function journalOf(entries: readonly Json[]): JournalRecord[] {
  return entries.map((entry, seq) => ({ turnId: 't1', seq, at: 0, entry }))
}

/** A step that answers. */
export function textStep(text: string): Json {
  return { type: 'step', model: 'm', parts: [{ type: 'text', text }] }
}

/** A step that calls tools, by call id. */
export function callStep(...ids: string[]): Json {
  return { type: 'step', model: 'm', parts: ids.map((id) => ({ type: 'call', id, name: 'look', input: { id } })) }
}

/** A tool's result. */
export function resultEntry(call: string, value: string): Json {
  return { type: 'tool_result', call, outcome: { type: 'text', value } }
}
