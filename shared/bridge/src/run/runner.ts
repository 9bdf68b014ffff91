import { LeaseLostError, type SessionBusyError } from '../errors.ts'
import type { Ended } from '../gate/lane.ts'
import { finish, type Lease, type Release, release, report, stall } from '../gate/turn.ts'
import type { Turn, TurnMessage, TurnResult } from '../ports/gateway.ts'
import type { InboundRecord, OutboxPart, OutboxRecord, TurnRecord } from '../store/records.ts'
import { chatKeyOf, routeOf } from '../words/chat.ts'
import { type ActiveTurn, type StopCause, TurnStopped } from './active-turn.ts'
import { logFailure } from './log-failure.ts'
import { gateContext, type Node } from './node.ts'
import { endOfError, endOfResult, type RunEnd } from './outcome.ts'
import { ActiveReport, type ReportHost, taskView } from './report.ts'
import { Slots } from './slots.ts'
import { judge, type WatchdogRules } from './watchdog.ts'

/** Finished turns that a new one gets as context. The gateway shortens them further to its model. */
const HISTORY_TURNS = 200

/** The pause before a write is tried again while the store is away; doubled up to the lease. */
const STORE_RETRY_MS = 200

/** How often progress is written when nothing else is: what the CLI shows as the last sign of work. */
const PROGRESS_EVERY_MS = 5_000

/** Stops that wait for the start of their turn; one that never comes is soon forgotten. */
const MAX_EARLY = 1_000

/** What the runner tells the rest of the bridge. */
export interface RunnerHost {
  /** A turn begins to be worked on here. */
  began(turn: TurnRecord): void
  /** Its work has stopped; resolves when nothing of it (typing) can arrive any more. */
  stopped(turn: TurnRecord): Promise<void>
  /** It has ended, durably. */
  ended(turn: TurnRecord): void
  /** Shows the answer so far; whether the chat can show it. */
  partial(turn: TurnRecord, text: string): boolean
  /** Notices or the outbox have something to do. */
  changed(): void
  /** Cuts an answer to what the chat's channel takes. */
  parts(turn: TurnRecord, text: string): readonly OutboxPart[]
}

/**
 * Works on the turns that this node owns: gives each to the gateway, keeps its lease, watches its progress, and writes
 * how it ended. Ending one starts the next of its lane.
 */
export class Runner {
  readonly #node: Node
  readonly #host: RunnerHost
  readonly #watchdog: WatchdogRules
  readonly #slots: Slots
  readonly #active = new Map<string, ActiveTurn>()
  readonly #reportHost: ReportHost = {
    partial: (active, text) => {
      if (this.#host.partial(active.turn, text)) active.shown = text
    },
    changed: () => this.#host.changed(),
    stop: (turns) => this.cancel(turns),
  }
  readonly #early = new Map<string, StopCause>()
  #idle: (() => void)[] = []

  constructor(node: Node, host: RunnerHost, watchdog: WatchdogRules, maxConcurrentTurns: number) {
    this.#node = node
    this.#host = host
    this.#watchdog = watchdog
    this.#slots = new Slots(maxConcurrentTurns)
  }

  /** How many turns are being worked on. */
  get size(): number {
    return this.#active.size
  }

  /** Whether a turn is being worked on here. */
  works(turnId: string): boolean {
    return this.#active.has(turnId)
  }

  /** Begins to work on turns that a decision gave to this node. */
  start(turns: readonly TurnRecord[]): void {
    for (const turn of turns) {
      const known = this.#active.get(turn.id)
      if (known !== undefined && known.lease.epoch >= turn.epoch) continue
      known?.controller.abort(new TurnStopped('lease_lost'))
      const early = this.#early.get(turn.id)
      this.#early.delete(turn.id)
      if (early === 'lease_lost') continue
      this.#work(turn)
      if (early !== undefined) this.#stop(turn.id, early)
    }
  }

  /** Stops the work on turns whose cancel is committed. */
  cancel(turns: readonly TurnRecord[]): void {
    for (const turn of turns) this.#stopSoon(turn, 'cancelled')
  }

  /** Stops the work on turns that a decision has ended over their holder's head. */
  lose(turns: readonly TurnRecord[]): void {
    for (const turn of turns) this.#stopSoon(turn, 'lease_lost')
  }

  /** Resolves when no turn is being worked on. */
  whenIdle(): Promise<void> {
    if (this.#active.size === 0) return Promise.resolve()
    return new Promise((resolve) => this.#idle.push(resolve))
  }

  /** Gives back everything that still runs, so that the next start goes on with it. */
  async drain(): Promise<void> {
    for (const id of this.#active.keys()) this.#stop(id, 'drain')
    await this.whenIdle()
  }

  /** Renews all leases at once, and learns which are lost or cancelled. */
  async renew(): Promise<void> {
    const leases = [...this.#active.values()].map((active) => active.lease)
    if (leases.length === 0) return
    const { lost, cancels } = await this.#node.engine.renew(leases, this.#node.clock.now() + this.#node.rules.leaseMs)
    const gone = new Set(lost)
    for (const lease of leases) if (gone.has(lease.turnId)) this.#stopLease(lease, 'lease_lost')
    this.cancel(cancels)
  }

  /**
   * Learns which leases are lost or cancelled, without a write: another node's commit must not be answered by one of
   * ours, or two busy nodes would answer each other for ever.
   */
  async heed(): Promise<void> {
    const leases = [...this.#active.values()].map((active) => active.lease)
    if (leases.length === 0) return
    const running = await this.#node.engine.find.runningTurns(this.#node.id)
    const rows = new Map(running.map((row) => [row.id, row]))
    for (const lease of leases) {
      const row = rows.get(lease.turnId)
      if (row?.epoch !== lease.epoch) this.#stopLease(lease, 'lease_lost')
      else if (row.cancel !== undefined) this.#stopLease(lease, 'cancelled')
    }
  }

  /** Judges every turn by its progress. */
  watch(): void {
    const now = this.#node.clock.now()
    for (const active of this.#active.values()) {
      if (active.controller.signal.aborted) continue
      const verdict = judge(active, now, this.#watchdog)
      const line = {
        session: active.lease.session,
        turn: active.lease.turnId,
        reason: active.phase.code,
        ageMs: now - active.turn.startedAt,
        silentMs: now - active.progressAt,
      }
      if (verdict === 'abort') {
        this.#node.logger.warn(line, 'a turn made no progress and is ended')
        this.#stop(active.lease.turnId, 'lane_timeout')
      } else if (verdict === 'stall' && !active.stalled) {
        active.stalled = true
        this.#node.logger.warn(line, 'a turn makes no progress')
        void this.#tellStall(active)
      } else if (verdict === 'warn' && !active.warned) {
        active.warned = true
        this.#node.logger.warn(line, 'a session is held unusually long')
      }
      if (active.progressAt - active.savedProgressAt >= PROGRESS_EVERY_MS) void this.#saveProgress(active)
    }
  }

  #work(turn: TurnRecord): void {
    const controller = new AbortController()
    const now = this.#node.clock.now()
    const active: ActiveTurn = {
      lease: { session: turn.session, turnId: turn.id, epoch: turn.epoch },
      turn,
      controller,
      phase: turn.phase,
      phaseSince: now,
      progressAt: now,
      savedProgressAt: now,
      journalLength: 0,
      shown: '',
      warned: false,
      stalled: false,
    }
    this.#active.set(turn.id, active)
    this.#host.began(turn)
    void this.#begin(active)
  }

  async #end(active: ActiveTurn, end: RunEnd): Promise<void> {
    const { turn } = active
    await this.#host.stopped(turn)
    try {
      await this.#write(active, end)
    } catch (error) {
      if (!(error instanceof LeaseLostError))
        this.#node.logger.error(
          { turn: turn.id, session: turn.session, error },
          'the end of a turn could not be written',
        )
    } finally {
      if (this.#active.get(turn.id) === active) this.#active.delete(turn.id)
      this.#host.changed()
      if (this.#active.size === 0) for (const resolve of this.#idle.splice(0)) resolve()
    }
  }

  /**
   * Hands the turn to its agent. Nothing waits here while the agent works: thousands of turns may, so that each is to
   * hold little meanwhile.
   */
  async #begin(active: ActiveTurn): Promise<void> {
    const { turn, controller } = active
    const report = new ActiveReport(this.#node, active, this.#reportHost)
    let giveBack: () => void = () => {}
    try {
      const waits = this.#slots.full
      if (waits) report.phase({ code: 'queue_wait' })
      giveBack = await this.#slots.acquire(controller.signal)
      // The wait is over also where the gateway says nothing: silence counts from here.
      if (waits) report.phase({ code: turn.phase.code })
      const run = this.#node.gateway.run(await this.#input(active), report, controller.signal)
      this.#follow(active, run, giveBack)
    } catch (error) {
      giveBack()
      await this.#end(active, endOfError(error, controller.signal, turn.id))
    }
  }

  /** Waits for the agent, once: to its end, or until it is left behind. */
  #follow(active: ActiveTurn, run: Promise<TurnResult>, giveBack: () => void): void {
    const { signal } = active.controller
    let left = false
    const leave = (end: RunEnd): void => {
      if (left) return
      left = true
      giveBack()
      void this.#end(active, end)
    }
    const failed = (error: unknown): void => leave(endOfError(error, signal, active.turn.id))
    run.then((result) => leave(endOfResult(result, active.turn.id)), failed)
    if (signal.aborted) this.#fence(signal, run, failed)
    else signal.addEventListener('abort', () => this.#fence(signal, run, failed), { once: true })
  }

  /**
   * A run that does not stop within the grace is left behind: its writes are refused, and the lane goes on. One whose
   * lease is lost is left at once: the turn is somebody else's by now.
   */
  #fence(signal: AbortSignal, run: Promise<TurnResult>, leave: (reason: unknown) => void): void {
    const { reason }: { readonly reason: unknown } = signal
    if (reason instanceof TurnStopped && reason.cause_ === 'lease_lost') {
      leave(reason)
      return
    }
    const cancelTimer = this.#node.clock.after(this.#node.rules.cancelGraceMs, () => leave(reason))
    run.then(cancelTimer, cancelTimer)
  }

  async #input(active: ActiveTurn): Promise<Turn> {
    const { turn } = active
    const { find } = this.#node.engine
    const [inbounds, journal, history, state] = await Promise.all([
      Promise.all(turn.inbounds.map((id) => find.record('inbound', id))),
      find.journal(turn.id),
      find.history(turn.session, turn.generation, HISTORY_TURNS),
      find.state(turn.session),
    ])
    active.journalLength = journal.length
    const [first] = inbounds
    if (first && turn.attempts === 1) this.#node.meter.time('queue_wait', turn.startedAt - first.receivedAt)
    const steered = new Set(journal.flatMap(({ entry }) => (isSteer(entry) ? [entry.messageId] : [])))
    return {
      id: turn.id,
      session: turn.session,
      generation: turn.generation,
      attempt: turn.attempts,
      kind: turn.kind === 'parallel' ? 'parallel' : 'foreground',
      chat: turn.chat,
      messages: inbounds
        .filter((one) => one !== null)
        .filter(({ id }) => !steered.has(id))
        .map(messageOf),
      history,
      journal,
      tasks: state.turns.filter((other) => other.id !== turn.id).map(taskView),
    }
  }

  async #write(active: ActiveTurn, end: RunEnd): Promise<void> {
    const { lease, turn } = active
    const want = { turnId: lease.turnId }
    if (end.type === 'lost') return
    if (end.type === 'drained' || end.type === 'busy') {
      const ended = await this.#untilStored(() =>
        this.#node.engine.decide(lease.session, want, (state) =>
          release(
            state,
            lease,
            end.type === 'drained' ? { keep: true } : this.#handBack(end.error, turn.id),
            gateContext(this.#node),
          ),
        ),
      )
      if (ended !== null) this.#ended(ended)
      return
    }
    if (end.type === 'ended' && end.outcome.type === 'failed')
      logFailure(this.#node.logger, turn, end.outcome.failure.code, end.error)
    const answer = end.type === 'answered' ? end.result.text : ''
    const reply = answer.trim() === '' ? undefined : this.#replyOf(turn, answer)
    const shown = active.shown.trim() === '' ? undefined : this.#replyOf(turn, active.shown)
    const ended: Ended = await this.#untilStored(() =>
      this.#node.engine.decide(lease.session, want, (state) =>
        finish(
          state,
          lease,
          {
            outcome: end.type === 'answered' ? { type: 'completed' } : end.outcome,
            journal: end.type === 'answered' ? end.result.journal : [],
            journalFrom: active.journalLength,
            ...(reply === undefined ? {} : { reply }),
            ...(shown === undefined ? {} : { shown }),
          },
          gateContext(this.#node),
        ),
      ),
    )
    this.#ended(ended)
  }

  #ended({ turn, next }: Ended): void {
    this.#host.ended(turn)
    if (next !== undefined) this.start([next])
  }

  /** Another surface has the session: look again after what it said, or a lease. */
  #handBack({ retryAfterMs, holder }: SessionBusyError, turnId: string): Release {
    const until = this.#node.clock.now() + (retryAfterMs ?? this.#node.rules.leaseMs)
    const hold = holder === 'another surface' ? { hold: { run: turnId, until } } : {}
    return { keep: false, notBefore: until, ...hold }
  }

  /** Tries a write until the store takes it, the lease is lost, or the lease would have ended anyway. */
  async #untilStored<T>(write: () => Promise<T>): Promise<T> {
    const giveUpAt = this.#node.clock.now() + this.#node.rules.leaseMs
    for (let pause = STORE_RETRY_MS; ; pause *= 2) {
      try {
        return await write()
      } catch (error) {
        if (error instanceof LeaseLostError || this.#node.clock.now() + pause > giveUpAt) throw error
        await new Promise<void>((resolve) => this.#node.clock.after(pause, resolve))
      }
    }
  }

  #replyOf(turn: TurnRecord, text: string): OutboxRecord {
    return {
      id: `reply-${turn.id}`,
      session: turn.session,
      chatKey: chatKeyOf(turn.chat),
      chat: turn.chat,
      route: routeOf(turn.chat),
      turnId: turn.id,
      parts: this.#host.parts(turn, text),
      sentParts: 0,
      replyTo: turn.replyTo,
      mention: [],
      messageId: agentMessageId(turn),
      state: 'pending',
      attempts: 0,
      notBefore: 0,
      createdAt: this.#node.clock.now(),
      refs: [],
    }
  }

  /** A decision may be heard of before the one that started its turn: the stop is kept for it. */
  #stopSoon(turn: TurnRecord, cause: StopCause): void {
    if (this.#active.has(turn.id)) this.#stop(turn.id, cause)
    else if (turn.owner === this.#node.id) {
      if (this.#early.size >= MAX_EARLY) this.#early.clear()
      this.#early.set(turn.id, cause)
    }
  }

  /** Stops the work under one lease; the same turn under a later one goes on. */
  #stopLease({ turnId, epoch }: Lease, cause: StopCause): void {
    if (this.#active.get(turnId)?.lease.epoch === epoch) this.#stop(turnId, cause)
  }

  #stop(id: string, cause: StopCause): void {
    const active = this.#active.get(id)
    if (active === undefined || active.controller.signal.aborted) return
    active.controller.abort(new TurnStopped(cause))
  }

  async #tellStall(active: ActiveTurn): Promise<void> {
    const since = Math.max(active.progressAt, active.phaseSince)
    await this.#quietly(active, () =>
      this.#node.engine.decide(active.lease.session, { turnId: active.lease.turnId }, (state) =>
        stall(state, active.lease, since, gateContext(this.#node)),
      ),
    )
    this.#host.changed()
  }

  async #saveProgress(active: ActiveTurn): Promise<void> {
    const progressAt = active.progressAt
    active.savedProgressAt = progressAt
    await this.#quietly(active, () =>
      this.#node.engine.decide(active.lease.session, { turnId: active.lease.turnId }, (state) =>
        report(state, active.lease, null, progressAt, gateContext(this.#node)),
      ),
    )
  }

  async #quietly(active: ActiveTurn, write: () => Promise<unknown>): Promise<void> {
    try {
      await write()
    } catch (error) {
      if (error instanceof LeaseLostError) this.#stop(active.lease.turnId, 'lease_lost')
      else this.#node.logger.warn({ turn: active.lease.turnId, error }, 'a turn could not be updated')
    }
  }
}

/** The id of the agent's message that answers a turn: streamed and final form share it. */
export function agentMessageId(turn: Pick<TurnRecord, 'id'>): string {
  return `a-${turn.id}`
}

function messageOf(inbound: InboundRecord): TurnMessage {
  return {
    id: inbound.id,
    text: inbound.text,
    attachments: inbound.attachments,
    ...(inbound.quote === undefined ? {} : { quote: inbound.quote }),
    sender: inbound.sender,
    receivedAt: inbound.receivedAt,
  }
}

function isSteer(entry: unknown): entry is { readonly type: 'steer'; readonly messageId: string } {
  return (
    typeof entry === 'object' &&
    entry !== null &&
    'type' in entry &&
    entry.type === 'steer' &&
    'messageId' in entry &&
    typeof entry.messageId === 'string'
  )
}
