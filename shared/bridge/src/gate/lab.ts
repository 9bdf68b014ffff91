import type { Change, SessionState, Verdict, Want } from '../ports/engine.ts'
import type { GatewayCapabilities, SteerEntry } from '../ports/gateway.ts'
import type {
  ActRecord,
  InboundRecord,
  JournalRecord,
  NoticeRecord,
  OutboxRecord,
  SessionRecord,
  TurnRecord,
} from '../store/records.ts'
import type { ActionName } from '../words/action.ts'
import type { ChatRef } from '../words/chat.ts'
import { chatKeyOf, routeOf } from '../words/chat.ts'
import type { Inbound } from '../words/inbound.ts'
import type { Json } from '../words/json.ts'
import type { Outcome } from '../words/outcome.ts'
import type { Person } from '../words/person.ts'
import type { PhaseReport } from '../words/phase.ts'
import { type Acted, type ActRequest, act } from './act.ts'
import { type Admission, type AdmitOptions, admit } from './admit.ts'
import { DEFAULT_RULES, type GateContext, type GateRules } from './context.ts'
import { Draft } from './draft.ts'
import { checkChanges, checkState } from './lab-laws.ts'
import type { Ended, Swept } from './lane.ts'
import { checkpoint, type Finish, finish, type Lease, type Release, release, report, stall, sweep } from './turn.ts'

/** People and places of the gate's tests. */
export const ANN: Person = { id: 'ann', name: 'Ann' }
export const BOB: Person = { id: 'bob', name: 'Bob' }
export const BOSS: Person = { id: 'boss', name: 'Boss', admin: true }
export const DIRECT: ChatRef = { channel: 'webchat', account: 'default', kind: 'direct', chat: 'c1' }
export const GROUP: ChatRef = { channel: 'telegram', account: 'default', kind: 'group', chat: 'g1' }

/** An end that is told, with *retry*. */
export const BROKEN: Outcome = { type: 'failed', failure: { code: 'provider_error', reference: 'r' } }

type Say = Partial<Inbound> & Partial<Omit<AdmitOptions, 'session'>>

/**
 * One session in memory, with the gate's decisions applied to it: tests read like what people do. After every decision
 * it checks what holds of all of them.
 */
export class Lab {
  readonly key = 'agent:main:test'
  session: SessionRecord | null = null
  readonly turns = new Map<string, TurnRecord>()
  readonly inbounds = new Map<string, InboundRecord>()
  readonly notices = new Map<string, NoticeRecord>()
  readonly outbox = new Map<string, OutboxRecord>()
  readonly acts = new Map<string, ActRecord>()
  readonly journal: JournalRecord[] = []
  readonly logs: Change[] = []
  now = 1_000_000
  owner = 'node-1'
  rules: GateRules = DEFAULT_RULES
  capabilities: GatewayCapabilities = { resume: true, steer: true, parallel: true, erase: true }
  draining = false
  dead = new Set<string>()
  routes = new Set([routeOf(DIRECT), routeOf(GROUP)])
  #ids = 0

  /** Decides and applies. */
  do<T>(want: Want, decision: (state: SessionState, ctx: GateContext) => Verdict<T>): T {
    const { changes, result } = decision(this.state(want), this.context())
    checkChanges(changes, this)
    for (const change of changes) this.#apply(change)
    checkState(this.state({}))
    return result
  }

  /** Changes the session as a part of a decision does. */
  draft(change: (draft: Draft) => void): void {
    this.do({}, (state) => {
      const draft = new Draft(this.key, state)
      change(draft)
      return { changes: draft.changes(), result: null }
    })
  }

  /** A message arrives. */
  say(text: string, { policy, policyFixed, notices, refusesInline, quietFailures, ...more }: Say = {}): Admission {
    const inbound: Inbound = {
      dedupeKey: `d${this.#ids}:${text}`,
      chat: DIRECT,
      sender: ANN,
      text,
      attachments: [],
      address: { by: 'direct', fromBot: false, everyone: false },
      ref: `ref:${text}`,
      receivedAt: this.now,
      ...more,
    }
    const options: AdmitOptions = {
      session: this.key,
      policy: policy ?? 'queue',
      policyFixed: policyFixed ?? false,
      notices: notices ?? 'always',
      refusesInline: refusesInline ?? false,
      ...(quietFailures === undefined ? {} : { quietFailures }),
    }
    const admission = this.do({ dedupeKey: inbound.dedupeKey }, (state, ctx) => admit(state, inbound, options, ctx))
    this.#owns(admission.started)
    for (const turn of admission.ended) this.#over(turn)
    return admission
  }

  /** Somebody taps or commands. */
  act(action: ActionName, more: Partial<ActRequest> = {}): Acted {
    const request: ActRequest = {
      session: this.key,
      key: `act${this.#ids++}`,
      action,
      via: 'tap',
      person: ANN,
      chat: DIRECT,
      answersInline: true,
      ...more,
    }
    const want: Want = { dedupeKey: request.key, ...(request.turnId === undefined ? {} : { turnId: request.turnId }) }
    const acted = this.do(want, (state, ctx) => act(state, request, ctx))
    this.#owns(acted.started)
    return acted
  }

  /** A turn ends, as its holder says: well, unless said. */
  end(more: Partial<Finish> = {}, turn = this.running): Ended {
    const done: Finish = { outcome: { type: 'completed' }, journal: [], journalFrom: 0, ...more }
    const ended = this.#hold(turn, (state, lease, ctx) => finish(state, lease, done, ctx))
    this.#over(ended.turn)
    this.#owns(ended.next === undefined ? [] : [ended.next])
    return ended
  }

  /** A turn reports a phase, or only progress. */
  report(phase: PhaseReport | null, turn = this.running, progressAt = this.now): TurnRecord {
    return this.#hold(turn, (state, lease, ctx) => report(state, lease, phase, progressAt, ctx))
  }

  /** The watchdog finds that nothing has moved since then. */
  stall(since = this.now, turn = this.running): TurnRecord {
    return this.#hold(turn, (state, lease, ctx) => stall(state, lease, since, ctx))
  }

  /** A turn makes steps durable, and hears what people said to it. */
  checkpoint(entries: readonly Json[], from = 0, turn = this.running): readonly SteerEntry[] {
    return this.#hold(turn, (state, lease, ctx) => checkpoint(state, lease, entries, from, ctx))
  }

  /** A turn is given back. */
  release(how: Release, turn = this.running): Ended | null {
    return this.#hold(turn, (state, lease, ctx) => release(state, lease, how, ctx))
  }

  /** The node looks after the session. */
  sweep(): Swept {
    const swept = this.do({}, (state, ctx) => sweep(state, this.key, ctx))
    this.#owns(swept.started)
    for (const turn of swept.ended) this.#over(turn)
    return swept
  }

  /** The node is another one from now on, and the one before it is dead. */
  crash(): void {
    this.dead.add(this.owner)
    this.owner = `${this.owner}+`
  }

  /** The turn that has the lane; fails the test when there is none. */
  get running(): TurnRecord {
    const turn = [...this.turns.values()].find((one) => one.state === 'running' && one.kind === 'foreground')
    if (turn === undefined) throw new Error('no turn has the lane')
    return turn
  }

  /** A turn's notice. */
  noticeOf(turn: Pick<TurnRecord, 'id'> & Partial<Pick<TurnRecord, 'chat'>>): NoticeRecord {
    const chat = chatKeyOf(
      turn.chat ?? [...this.notices.values()].find((one) => one.turnId === turn.id)?.chat ?? DIRECT,
    )
    const notice = [...this.notices.values()].find((one) => one.turnId === turn.id && chatKeyOf(one.chat) === chat)
    if (notice === undefined) throw new Error('the turn has no notice')
    return notice
  }

  /** What the chats were told in messages of their own, oldest first. */
  get told(): NoticeRecord[] {
    return [...this.notices.values()].filter(({ content }) => content.type === 'info')
  }

  /** The texts that wait, in order. */
  get waiting(): string[] {
    return [...this.inbounds.values()]
      .filter((inbound) => inbound.state === 'pending')
      .sort((a, b) => a.seq - b.seq)
      .map((inbound) => inbound.text)
  }

  /** A message by its text. */
  message(text: string): InboundRecord {
    const inbound = [...this.inbounds.values()].find((one) => one.text === text)
    if (inbound === undefined) throw new Error(`no message ${text}`)
    return inbound
  }

  /** Marks every due notice as sent, as the pump would. */
  pump(): NoticeRecord[] {
    const due = [...this.notices.values()].filter(
      (notice) => notice.revision > notice.sent && notice.notBefore <= this.now,
    )
    for (const notice of due) this.notices.set(notice.id, { ...notice, sent: notice.revision, ref: notice.id })
    return due
  }

  state(want: Want): SessionState {
    const bySeq = (a: InboundRecord, b: InboundRecord): number => a.seq - b.seq
    const all = [...this.inbounds.values()]
    return {
      session: this.session,
      turns: [...this.turns.values()].filter((turn) => turn.state === 'running').sort((a, b) => a.number - b.number),
      inbounds: all.filter((inbound) => inbound.state === 'pending' || inbound.state === 'claimed').sort(bySeq),
      notices: [...this.notices.values()].filter((notice) => notice.state === 'live'),
      duplicate: all.find((inbound) => inbound.dedupeKey === want.dedupeKey) ?? null,
      acted: this.acts.get(want.dedupeKey ?? '') ?? null,
      turn: this.turns.get(want.turnId ?? '') ?? null,
      inbound: this.inbounds.get(want.inboundId ?? '') ?? null,
      notice: this.notices.get(want.noticeId ?? '') ?? null,
      head: [...this.outbox.values()].find((one) => one.state === 'pending' && one.chatKey === want.chatKey) ?? null,
    }
  }

  context(): GateContext {
    return {
      now: this.now,
      owner: this.owner,
      routes: this.routes,
      rules: this.rules,
      capabilities: this.capabilities,
      draining: this.draining,
      isGone: (turn) => turn.expiresAt <= this.now || this.dead.has(turn.owner),
      id: () => `id${++this.#ids}`,
    }
  }

  #hold<T>(turn: TurnRecord, decision: (state: SessionState, lease: Lease, ctx: GateContext) => Verdict<T>): T {
    const lease: Lease = { session: this.key, turnId: turn.id, epoch: turn.epoch }
    return this.do({ turnId: turn.id }, (state, ctx) => decision(state, lease, ctx))
  }

  /** What a decision says this node has to run is what the store says it owns. */
  #owns(started: readonly TurnRecord[]): void {
    for (const turn of started) {
      const row = this.turns.get(turn.id)
      const own = row?.state === 'running' && row.owner === this.owner && row.epoch === turn.epoch
      if (!own || row.expiresAt !== this.now + this.rules.leaseMs) throw new Error(`not ours to run: ${turn.id}`)
    }
  }

  #over(turn: TurnRecord): void {
    if (this.turns.get(turn.id)?.state !== 'finished') throw new Error(`not over: ${turn.id}`)
  }

  #apply(change: Change): void {
    if (change.type === 'act') this.acts.set(change.row.key, change.row)
    else if (change.type === 'journal') this.journal.push(change.row)
    else if (change.type === 'log' || change.type === 'state') this.logs.push(change)
    else if (change.table === 'session') this.session = change.row
    else if (change.table === 'turn') this.turns.set(change.row.id, change.row)
    else if (change.table === 'inbound') this.inbounds.set(change.row.id, change.row)
    else if (change.table === 'notice') this.notices.set(change.row.id, change.row)
    else if (change.table === 'outbox') this.outbox.set(change.row.id, change.row)
    else change satisfies never
  }
}
