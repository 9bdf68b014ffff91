import type { Change, SessionState, Verdict, Want } from '../ports/engine.ts'
import type { GatewayCapabilities } from '../ports/gateway.ts'
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
import { routeOf } from '../words/chat.ts'
import type { Inbound } from '../words/inbound.ts'
import type { Person } from '../words/person.ts'
import { type Acted, type ActRequest, act } from './act.ts'
import { type Admission, type AdmitOptions, admit } from './admit.ts'
import { DEFAULT_RULES, type GateContext, type GateRules } from './context.ts'

/** People and places of the gate's tests. */
export const ANN: Person = { id: 'ann', name: 'Ann' }
export const BOB: Person = { id: 'bob', name: 'Bob' }
export const BOSS: Person = { id: 'boss', name: 'Boss', admin: true }
export const DIRECT: ChatRef = { channel: 'webchat', account: 'default', kind: 'direct', chat: 'c1' }
export const GROUP: ChatRef = { channel: 'telegram', account: 'default', kind: 'group', chat: 'g1' }

/** One session in memory, with the gate's decisions applied to it: tests read like what people do. */
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
    for (const change of changes) this.#apply(change)
    return result
  }

  /** A message arrives. */
  say(
    text: string,
    more: Partial<Inbound> & Partial<Pick<AdmitOptions, 'policy' | 'policyFixed' | 'notices' | 'refusesInline'>> = {},
  ): Admission {
    const chat = more.chat ?? DIRECT
    const inbound: Inbound = {
      dedupeKey: more.dedupeKey ?? `d${this.#ids}:${text}`,
      chat,
      sender: more.sender ?? ANN,
      text,
      attachments: [],
      address: { by: 'direct', fromBot: false, everyone: false },
      ref: more.ref ?? `ref:${text}`,
      receivedAt: this.now,
      ...(more.album === undefined ? {} : { album: more.album }),
      ...(more.log === undefined ? {} : { log: more.log }),
    }
    const options: AdmitOptions = {
      session: this.key,
      policy: more.policy ?? 'queue',
      policyFixed: more.policyFixed ?? false,
      notices: more.notices ?? 'always',
      refusesInline: more.refusesInline ?? false,
    }
    return this.do({ dedupeKey: inbound.dedupeKey }, (state, ctx) => admit(state, inbound, options, ctx))
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
    return this.do(want, (state, ctx) => act(state, request, ctx))
  }

  /** The turn that has the lane; fails the test when there is none. */
  get running(): TurnRecord {
    const turn = [...this.turns.values()].find((one) => one.state === 'running' && one.kind === 'foreground')
    if (turn === undefined) throw new Error('no turn has the lane')
    return turn
  }

  /** A turn's notice. */
  noticeOf(turn: Pick<TurnRecord, 'id'>): NoticeRecord {
    const notice = [...this.notices.values()].find((one) => one.turnId === turn.id)
    if (notice === undefined) throw new Error('the turn has no notice')
    return notice
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

  #apply(change: Change): void {
    if (change.type === 'act') this.acts.set(change.row.key, change.row)
    else if (change.type === 'journal') this.journal.push(change.row)
    else if (change.type === 'log' || change.type === 'state') this.logs.push(change)
    else if (change.table === 'session') this.session = change.row
    else if (change.table === 'turn') this.turns.set(change.row.id, change.row)
    else if (change.table === 'inbound') this.inbounds.set(change.row.id, change.row)
    else if (change.table === 'notice') this.notices.set(change.row.id, change.row)
    else this.outbox.set(change.row.id, change.row)
  }
}
