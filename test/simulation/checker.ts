import type { InboundRecord, NoticeRecord, Receipt, TurnRecord } from '@holdline/bridge'
import type { Commit, Ledger } from './ledger.ts'
import type { Platform, PlatformEvent } from './platform.ts'
import { Told } from './told.ts'
import type { World } from './world.ts'

/**
 * What correct means, checked after every commit and again when everything has come to rest. It knows only what was
 * committed and what the platform shows.
 */
export class Checker {
  readonly violations: string[] = []
  readonly #world: World
  readonly #ledger: Ledger
  readonly #told: Told

  constructor(world: World) {
    this.#world = world
    this.#ledger = world.ledger
    this.#told = new Told(world)
    this.#ledger.onCommit = (commit) => this.#commit(commit)
    for (const platform of world.platforms.values()) {
      platform.onReceipt = (event, receipt) => this.#receipt(event, receipt)
      platform.onSend = (by, key) => this.#send(by, key)
    }
  }

  /** When nothing has anything left to do. */
  rest(): void {
    for (const inbound of this.#ledger.inbounds.values()) this.#inboundAtRest(inbound)
    for (const turn of this.#ledger.turns.values()) this.#turnAtRest(turn)
    for (const notice of this.#ledger.notices.values()) this.#noticeAtRest(notice)
    for (const platform of this.#world.platforms.values()) this.#platformAtRest(platform)
    for (const [call, times] of this.#world.agents.effects)
      this.#must(times === 1, `tool call ${call} ran ${times} times`)
    for (const surprise of this.#world.diary.surprises) this.#must(false, `unplanned error: ${surprise}`)
  }

  #commit(commit: Commit): void {
    const { by } = commit
    for (const [id, was] of commit.turns) {
      const row = this.#ledger.turns.get(id)
      if (row !== undefined) this.#turnWritten(row, was, commit)
    }
    for (const [id, was] of commit.inbounds) {
      const now = this.#ledger.inbounds.get(id)?.state ?? 'pending'
      this.#must(was === undefined || MOVES[was.state].includes(now), `message ${id} went from ${was?.state} to ${now}`)
      if (now === 'dropped' && was?.state !== 'dropped') this.#told.noteDrop(id)
      const inbound = this.#ledger.inbounds.get(id)
      const late = was === undefined && inbound ? this.#ledger.heldBack(inbound, this.#world.timeOf(by)) : undefined
      this.#must(late === undefined, `reply ${late?.id} waits, and its chat has written`)
    }
    for (const { turnId, seq } of commit.journal) {
      const was = commit.turns.get(turnId) ?? this.#ledger.turns.get(turnId)
      this.#must(was?.state === 'running' && was.owner === by, `${by} wrote into the journal of ${turnId}, not its own`)
      const seqs = this.#ledger.journals.get(turnId)?.map((row) => row.seq) ?? []
      this.#must(seqs.filter((one) => one === seq).length === 1, `journal entry ${turnId}/${seq} was written twice`)
      this.#must(seq === 0 || seqs.includes(seq - 1), `journal entry ${turnId}/${seq} leaves a gap`)
    }
    for (const [id, was] of commit.outbox) {
      const row = this.#ledger.outbox.get(id)
      if (row === undefined || was === undefined) continue
      this.#must(
        was.state === 'pending' || row.state === was.state,
        `reply ${id} went from ${was.state} to ${row.state}`,
      )
      const moved = row.sentParts !== was.sentParts || row.state !== was.state || row.refs.length !== was.refs.length
      this.#must(!moved || was.claim?.owner === by, `${by} moved reply ${id} without its claim`)
    }
    for (const [id, was] of commit.notices) {
      const row = this.#ledger.notices.get(id)
      if (row === undefined || was === undefined) continue
      // Of a message that is gone, nothing has been sent.
      const isGone = (row.gone ?? 0) > (was.gone ?? 0)
      const grows = row.revision >= was.revision && (isGone || row.sent >= was.sent)
      this.#must(grows && (was.state === 'live' || row.state === 'closed'), `notice ${id} went back`)
    }
    for (const [key, was] of commit.sessions) {
      const row = this.#ledger.sessions.get(key)
      if (row === undefined) continue
      const grows = was === undefined || (row.generation >= was.generation && row.nextSeq >= was.nextSeq)
      this.#must(grows, `session ${key} went back`)
    }
  }

  #turnWritten(row: TurnRecord, was: TurnRecord | undefined, { by, at }: Commit): void {
    const lanes = this.#ledger.lanes(row.session)
    this.#must(lanes.length <= 1, `${lanes.length} turns have the lane of ${row.session}`)
    this.#must(row.attempts <= this.#world.rules.maxAttempts, `turn ${row.id} was begun ${row.attempts} times`)
    if (was === undefined) {
      this.#must(row.owner === by && row.epoch === 1, `turn ${row.id} was not begun by its owner`)
      const passed = this.#ledger.waitingBefore(row)
      this.#must(row.kind !== 'foreground' || passed === undefined, `turn ${row.id} passed message ${passed?.id}`)
      return
    }
    this.#must(row.epoch >= was.epoch, `turn ${row.id} went from epoch ${was.epoch} back to ${row.epoch}`)
    // A committed cancel wins over every other end, and nobody begins such a turn again.
    const obeys = row.state === 'finished' ? row.outcome?.type === 'cancelled' : row.owner === was.owner
    this.#must(was.state === 'finished' || was.cancel === undefined || obeys, `the cancel of turn ${row.id} was lost`)
    if (was.state === 'finished') {
      const same = row.state === 'finished' && JSON.stringify(row.outcome) === JSON.stringify(was.outcome)
      this.#must(same, `the end of turn ${row.id} was written again`)
    } else if (row.state === 'finished' && was.owner !== by) {
      const fenced = was.cancel !== undefined && was.cancel.at + this.#world.rules.cancelGraceMs <= at + MAX_SKEW_MS
      this.#must(row.epoch > was.epoch || fenced, `${by} ended turn ${row.id} of ${was.owner}`)
    }
  }

  #receipt(event: PlatformEvent, receipt: Receipt): void {
    const durable = receipt.type !== 'accepted' || this.#ledger.accepted.get(event.key)?.length !== undefined
    const asText = this.#ledger.accepted.has(`${event.key}:text`)
    this.#must(durable || asText, `${event.key} was acked before it was durable`)
  }

  /** Who holds the claim sends what is next. Another's send was under way when it lost the claim. */
  #send(by: string, key: string): void {
    const { id, claim, sentParts } = this.#ledger.outboxEntry(key)
    this.#must(claim?.owner !== by || key === `${id}-${sentParts}`, `${by} sent ${key} after ${sentParts} parts`)
  }

  #inboundAtRest(inbound: InboundRecord): void {
    const { id, state, dropped } = inbound
    this.#must(state === 'answered' || state === 'dropped', `message ${id} (${inbound.dedupeKey}) is left ${state}`)
    if (state === 'dropped') this.#must(this.#told.drop(inbound), `nobody was told that ${id} was dropped (${dropped})`)
  }

  #turnAtRest(turn: TurnRecord): void {
    const { id, outcome } = turn
    this.#must(turn.state === 'finished', `turn ${id} still runs`)
    if (outcome === undefined) return
    const platform = this.#world.platformOf(turn.chat)
    const reply = `reply-${id}`
    const parts = platform.posts.filter((post) => post.key.startsWith(`${reply}-`))
    if (outcome.type === 'completed' && ![...platform.refused.keys()].some((key) => key.startsWith(reply))) {
      const answer = parts.map(({ text }) => text).join(' ')
      const read = turn.inbounds.every((inbound) => answer.includes(inbound))
      this.#must(read, `turn ${id} completed, but its answer is ${answer || 'missing'}, not to ${turn.inbounds}`)
    }
    const once = platform.rules.idempotent || !this.#world.faulty
    const twice = parts.find(({ key }, index) => parts.findIndex((part) => part.key === key) !== index)
    this.#must(twice === undefined || !once, `${twice?.key} was sent more than once`)
    if (outcome.type === 'completed' || (outcome.type === 'cancelled' && outcome.cause === 'new')) return
    this.#must(this.#told.end(turn), `nobody was told that turn ${id} ended as ${outcome.type}`)
  }

  #noticeAtRest(notice: NoticeRecord): void {
    const { id, content, revision, sent } = notice
    this.#must(sent >= revision, `notice ${id} shows ${sent}, not ${revision}`)
    this.#must(content.type !== 'busy' || notice.state === 'closed', `notice ${id} outlived its turn`)
    const { posts, rules, refused } = this.#world.platformOf(notice.chat)
    const post = posts.findLast((one) => one.key === id && (one.ref === notice.ref || !rules.edits))
    if (post === undefined || post.deleted || refused.has(id) || !rules.edits) return
    this.#must(post.revision === revision, `the platform shows ${post.revision} of notice ${id}, not ${revision}`)
  }

  #platformAtRest(platform: Platform): void {
    for (const { content, key, answers } of platform.events) {
      if (content.type !== 'tap') continue
      const results = new Set(answers.map((answer) => answer.result))
      this.#must(answers.length > 0, `tap ${key} got no answer`)
      this.#must(!results.has('done') || results.size === 1, `tap ${key} was done and got ${[...results]}`)
      this.#must(!results.has('done') || this.#world.offered(content.tap), `tap ${key} was done, and never offered`)
    }
    for (const [key, { boot, on }] of platform.typing) this.#must(!on || !boot.alive, `typing goes on: ${key}`)
    this.#repliesInOrder(platform)
    const { rules, posts, refused } = platform
    // Where a platform cannot tell the same notice twice, a crash may leave one behind until its first tap.
    if (!rules.edits || (this.#world.faulty && !rules.idempotent)) return
    for (const { key, live } of posts) this.#must(!live || refused.has(key), `notice ${key} is live in the chat`)
  }

  /** What a chat is answered comes in the order in which it was committed, part after part. */
  #repliesInOrder(platform: Platform): void {
    const keys = [...this.#ledger.outbox.values()].flatMap(({ id, parts }) => parts.map((_, part) => `${id}-${part}`))
    const places = new Map(keys.map((key, place) => [key, place]))
    for (const [chat, came] of platform.replies) {
      const order = came.map((key) => places.get(key) ?? -1)
      const early = came.find((_, index) => (order[index] ?? -1) <= (order[index - 1] ?? -1))
      this.#must(early === undefined, `${early} came into ${chat} before what was to come before it`)
    }
  }

  #must(holds: boolean, violation: string): void {
    if (!holds) this.violations.push(violation)
  }
}

/** Nodes' clocks are at most this far from each other: a fence may be early by it. */
export const MAX_SKEW_MS = 30_000

/** Where a message may go from where. Back to the queue: handed back, or tried again. */
const MOVES: Readonly<Record<InboundRecord['state'], readonly InboundRecord['state'][]>> = {
  pending: ['pending', 'claimed', 'dropped'],
  claimed: ['claimed', 'answered', 'pending'],
  answered: ['answered', 'pending', 'claimed'],
  dropped: ['dropped'],
}
