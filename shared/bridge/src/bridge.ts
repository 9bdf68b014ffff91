import { createTokens, type Tokens } from './actions/tokens.ts'
import { lapseClaims } from './deliver/claims.ts'
import { NoticePump } from './deliver/notices.ts'
import { OutboxPump } from './deliver/outbox.ts'
import { partsOf } from './deliver/parts.ts'
import { type Post, postRecord } from './deliver/post.ts'
import { Presentation } from './deliver/presentation.ts'
import { Typing } from './deliver/typing.ts'
import { amend, hold, redraw, unhold } from './gate/manage.ts'
import { sweep } from './gate/turn.ts'
import { Intake } from './intake/intake.ts'
import { Languages } from './intake/languages.ts'
import { Moves } from './intake/moves.ts'
import type { BridgeOptions } from './options.ts'
import type { Channel, Inbox } from './ports/channel.ts'
import { ActiveTurns } from './run/active-turns.ts'
import { agentMessageId } from './run/ending.ts'
import { Leases } from './run/leases.ts'
import { logFailure } from './run/log-failure.ts'
import { gateContext, type Node } from './run/node.ts'
import { Progress } from './run/progress.ts'
import { Runner, type RunnerHost } from './run/runner.ts'
import type { NoticeRecord, TurnRecord } from './store/records.ts'
import { type Route, routeOf } from './words/chat.ts'
import type { Json } from './words/json.ts'
import type { SessionKey } from './words/session.ts'

/** The sweep's pace: what a lost hint costs at most, and how soon a dead owner's turn is claimed after its lease. */
const SWEEP_EVERY_MS = 1_000

/** Sessions that one sweep looks at. The next one goes on. */
const SWEEP_LIMIT = 500

/** Old records are dropped this often. */
const PURGE_EVERY_MS = 600_000

/** A gateway that is restarted often must purge as well; the first purge comes once the start is over. */
const FIRST_PURGE_MS = 30_000

/** How soon a neighbour sends what a dead node was sending. */
const CLAIMS_EVERY_MS = 5_000

/** Entries kept of each channel event log. */
const LOG_ENTRIES = 1_000

/** A shutdown waits this long for answers and notices that are on their way; what is left goes at the next start. */
const FLUSH_MS = 5_000

/** Who posts a message waits this long for the platform. */
const POST_PATIENCE_MS = 60_000

/** Between two looks at a message that is on its way. */
const POST_LOOK_MS = 200

/** Bytes of the key that button tokens are made with. */
const KEY_BYTES = 32

/** A lease is renewed this many times before it would end: two lost renewals are survived. */
const RENEWALS_PER_LEASE = 3

/**
 * One node of the bridge: connects channels to a gateway through the gate. Start it once; stop it once.
 *
 * @example
 * ```ts
 * const bridge = new Bridge({ engine, gateway, channels: [webchat], … })
 * await bridge.start()
 * // …
 * await bridge.stop(30_000)
 * await engine.close()
 * ```
 */
export class Bridge {
  readonly #options: BridgeOptions
  readonly #channels: ReadonlyMap<Route, Channel>
  readonly #node: Node
  readonly #typing: Typing
  readonly #active: ActiveTurns
  readonly #runner: Runner
  readonly #leases: Leases
  readonly #progress: Progress
  readonly #languages: Languages
  readonly #moves: Moves
  readonly #stopping = new AbortController()
  readonly #timers = new Set<() => void>()
  #outbox: OutboxPump | undefined
  #notices: NoticePump | undefined
  #unwatch: () => void = () => {}
  #sweeping: Promise<void> = Promise.resolve()
  #sweepWanted = false
  #hinted = false

  constructor(options: BridgeOptions) {
    this.#options = { ...options, sessionOf: (chat) => options.sessionOf(this.#moves.origin(chat)) }
    this.#channels = new Map(options.channels.map((channel) => [channel.route, channel]))
    this.#node = {
      id: options.nodeId,
      engine: options.engine,
      gateway: options.gateway,
      clock: options.clock,
      entropy: options.entropy,
      logger: options.logger,
      meter: options.meter,
      rules: options.rules,
      routes: new Set(this.#channels.keys()),
      isDead: options.isDead ?? (() => false),
      worksOn: (turnId) => this.#active.has(turnId),
      draining: false,
    }
    this.#typing = new Typing(this.#channels, options.clock, options.logger)
    this.#languages = new Languages(options.engine, options.defaultLocale)
    this.#moves = new Moves(options.engine)
    this.#active = new ActiveTurns(options.nodeId)
    this.#runner = new Runner(this.#node, this.#active, this.#runnerHost(), options.maxConcurrentTurns)
    this.#leases = new Leases(this.#node, this.#active)
    this.#progress = new Progress(this.#node, this.#active, options.watchdog, () => this.#changed())
  }

  /** How many turns this node works on now. */
  get running(): number {
    return this.#active.size
  }

  /** Claims what a dead owner left, brings old notices up to date, and begins to receive. */
  async start(): Promise<void> {
    await Promise.all([this.#languages.load(), this.#moves.load()])
    const tokens = createTokens(await this.#tokenKey())
    const presentation = new Presentation(this.#node, this.#options, this.#languages, tokens)
    const noBlobs = async (): Promise<null> => null
    const blobs = this.#options.blobs ?? noBlobs
    const outbox = new OutboxPump(this.#node, this.#channels, this.#moves, blobs, () => this.#notices?.poke())
    const notices = new NoticePump(this.#node, this.#channels, this.#moves, this.#options.settings, (record) =>
      presentation.render(record),
    )
    this.#outbox = outbox
    this.#notices = notices
    const intake = this.#intake(tokens, presentation)
    await this.#lapseClaims()
    await this.#sweepSessions(await this.#ofDeadOwners())
    this.#every(SWEEP_EVERY_MS, () => this.#sweepSoon())
    this.#every(this.#options.rules.leaseMs / RENEWALS_PER_LEASE, () => this.#renew())
    this.#every(Math.min(SWEEP_EVERY_MS, this.#options.watchdog.laneTimeoutMs / 4), () => this.#progress.watch())
    this.#every(PURGE_EVERY_MS, () => void this.#purge())
    this.#at(this.#node.clock.now() + FIRST_PURGE_MS, () => void this.#purge())
    this.#every(CLAIMS_EVERY_MS, () => void this.#lapseClaims())
    for (const channel of this.#options.channels) {
      const { redrawEveryMs } = channel.capabilities
      if (redrawEveryMs !== undefined) this.#every(redrawEveryMs, () => void this.#redraw(channel.route))
    }
    this.#unwatch = this.#node.engine.watch(() => {
      this.#hinted = true
      this.#sweepSoon()
    })
    await Promise.all(
      this.#options.channels.map((channel) => channel.start(this.#inbox(channel, intake), this.#stopping.signal)),
    )
    this.#sweepSoon()
  }

  /**
   * Ends what can be ended within `drainMs`, gives back the rest so that the next start goes on with it, and stops
   * receiving. Messages that come meanwhile are accepted and wait.
   */
  async stop(drainMs: number): Promise<void> {
    this.#node.draining = true
    await this.#within(drainMs, this.#active.whenIdle())
    this.#active.stopAll('drain')
    await this.#active.whenIdle()
    this.#unwatch()
    for (const cancel of this.#timers) cancel()
    await this.#sweeping
    await this.#within(FLUSH_MS, this.#flush())
    await Promise.all([this.#outbox?.stop(), this.#notices?.stop()])
    this.#stopping.abort()
  }

  /** Starts nothing more: what runs goes on, and what comes is kept for the next start. */
  drain(): void {
    this.#node.draining = true
  }

  /**
   * A run of another surface has a session: what comes waits, and is told so. Lasts `ttlMs` unless renewed, so that a
   * run whose end nobody saw holds nothing for ever.
   */
  async hold(session: SessionKey, run: string, ttlMs: number): Promise<void> {
    const { engine, clock } = this.#node
    await engine.decide(session, {}, (state) => {
      const busy = state.turns.some((turn) => turn.kind === 'foreground')
      if (busy) return { changes: [], result: null }
      return hold(state, session, run, clock.now() + ttlMs, gateContext(this.#node))
    })
    this.#changed()
  }

  /** That run is gone: what waited starts. */
  async unhold(session: SessionKey, run: string): Promise<void> {
    const started = await this.#node.engine.decide(session, {}, (state) =>
      unhold(state, session, run, gateContext(this.#node)),
    )
    this.#runner.start(started)
    this.#changed()
  }

  /**
   * Sends a message that no turn of ours answers with: a reminder, a word of another surface's run. Once per `key`, also
   * over restarts. Resolves with the platform's handles when the platform has it.
   *
   * @throws {Error} when the platform does not take it, or not in time; it may still arrive later
   */
  async post(message: Post): Promise<readonly Json[]> {
    const { engine, clock } = this.#node
    const capabilities = this.#channels.get(routeOf(message.chat))?.capabilities ?? { files: false }
    const id = `post-${message.key}`
    const record = postRecord(id, message, message.parts ?? partsOf(message.text, capabilities), clock.now())
    await engine.update('outbox', id, (row) => (row === null ? record : undefined))
    const giveUpAt = clock.now() + POST_PATIENCE_MS
    for (;;) {
      await this.#outbox?.whenQuiet()
      const row = await engine.find.record('outbox', id)
      if (row?.state === 'sent') return row.refs
      if (row?.state === 'dead' || clock.now() >= giveUpAt) throw new Error(`the platform did not take message ${id}`)
      await new Promise<void>((resolve) => clock.after(POST_LOOK_MS, resolve))
    }
  }

  /** Sends the answers, and what has to come after them. */
  async #flush(): Promise<void> {
    await this.#outbox?.whenQuiet()
    await this.#notices?.whenQuiet()
  }

  /** Waits for something, but no longer than this. */
  async #within(ms: number, work: Promise<void>): Promise<void> {
    let cancelTimer: () => void = () => {}
    const timeUp = new Promise<void>((resolve) => {
      cancelTimer = this.#node.clock.after(ms, resolve)
    })
    await Promise.race([work, timeUp])
    cancelTimer()
  }

  #inbox(channel: Channel, intake: Intake): Inbox {
    const { engine } = this.#node
    const amendIn = async (chat: Parameters<Inbox['recalled']>[0], ref: string, text: string | null): Promise<void> => {
      const session = this.#options.sessionOf(chat)
      await engine.decide(session, {}, (state) => amend(state, session, { chat, ref }, text, gateContext(this.#node)))
      this.#changed()
    }
    return {
      message: (inbound) => intake.message(channel, inbound),
      tap: (tap) => intake.tap(channel, tap),
      edited: (chat, ref, text) => amendIn(chat, ref, text),
      recalled: (chat, ref) => amendIn(chat, ref, null),
      moved: (from, to) => this.#moves.add(from, to),
      speaks: async (chat, person) => {
        if (!this.#languages.hear(chat, person)) return
        const session = this.#options.sessionOf(chat)
        await engine.decide(session, {}, (state) => redraw(state, session, chat))
        this.#changed()
      },
      locale: (chat, person) => this.#languages.of(chat, person),
    }
  }

  #intake(tokens: Tokens, presentation: Presentation): Intake {
    return new Intake(this.#node, this.#options, this.#languages, tokens, {
      started: (turns) => this.#runner.start(turns),
      cancelled: (turns) => this.#active.stopSoon(turns, 'cancelled'),
      ended: (turns) => this.#buried(turns),
      changed: () => this.#changed(),
      dueAt: (at) => this.#at(at, () => this.#sweepSoon()),
      tapText: (result, action, locale, task) => presentation.tapText(result, action, locale, task),
      refusalText: (why, locale) => presentation.refusalText(why, locale),
      say: async ({ chat, session, ref, dedupeKey }, text) => {
        // A channel whose message ids are ours has none for a word that never becomes a message.
        await this.post({ key: `aside-${dedupeKey}`, session, chat, text, ...(ref === '' ? {} : { replyTo: ref }) })
      },
    })
  }

  #runnerHost(): RunnerHost {
    return {
      began: (turn) => this.#typing.start(this.#moves.current(turn.chat), turn.replyTo),
      stopped: (turn) => this.#typing.stop(this.#moves.current(turn.chat)),
      ended: (turn) => this.#ended(turn),
      partial: (turn, text) => this.#partial(turn, text),
      changed: () => this.#changed(),
      parts: (turn, text) => partsOf(text, this.#channels.get(routeOf(turn.chat))?.capabilities ?? { files: false }),
    }
  }

  #partial(turn: TurnRecord, text: string): boolean {
    const channel = this.#channels.get(routeOf(turn.chat))
    if (channel?.stream === undefined || !channel.capabilities.stream) return false
    channel.stream({
      chat: this.#moves.current(turn.chat),
      messageId: agentMessageId(turn),
      text,
      replyTo: turn.replyTo,
    })
    return true
  }

  /** Turns were ended without their run, so that nobody else has told the operator why. */
  #buried(turns: readonly TurnRecord[]): void {
    this.#active.stopSoon(turns, 'lease_lost')
    for (const turn of turns) {
      if (turn.outcome?.type === 'failed') logFailure(this.#node.logger, turn, turn.outcome.failure.code)
      this.#ended(turn)
    }
  }

  #ended(turn: TurnRecord): void {
    const type = turn.outcome?.type ?? 'interrupted'
    const code = turn.outcome?.type === 'failed' ? turn.outcome.failure.code : ''
    this.#node.meter.count('turns_finished', { outcome: type, code })
    this.#node.meter.time('turn_duration', (turn.finishedAt ?? turn.startedAt) - turn.startedAt)
    this.#node.logger.info(
      {
        session: turn.session,
        turn: turn.id,
        outcome: type,
        ...(code === '' ? {} : { code }),
        ms: (turn.finishedAt ?? turn.startedAt) - turn.startedAt,
      },
      'a turn ended',
    )
  }

  #changed(): void {
    this.#outbox?.poke()
    this.#notices?.poke()
  }

  #renew(): void {
    this.#leases.renew().catch((error: unknown) => this.#node.logger.warn({ error }, 'leases could not be renewed'))
  }

  /** One sweep at a time; a wish during one makes one more. */
  #sweepSoon(): void {
    if (this.#sweepWanted) return
    this.#sweepWanted = true
    this.#sweeping = this.#sweeping.then(async () => {
      this.#sweepWanted = false
      try {
        await this.#sweep()
      } catch (error) {
        this.#node.logger.warn({ error }, 'a sweep failed')
      }
    })
  }

  async #sweep(): Promise<void> {
    if (this.#hinted) {
      this.#hinted = false
      await this.#leases.heed()
    }
    if (this.#node.draining) return
    const now = this.#node.clock.now()
    const routes = [...this.#node.routes]
    const { find } = this.#node.engine
    const [expired, due, orphaned] = await Promise.all([
      find.expiredTurns(now, routes, SWEEP_LIMIT),
      find.dueSessions(now, routes, SWEEP_LIMIT),
      this.#ofDeadOwners(),
    ])
    const gone = expired.filter((turn) => !this.#active.has(turn.id)).map((turn) => turn.session)
    await this.#sweepSessions([...gone, ...orphaned, ...due])
    this.#changed()
  }

  /** Sessions with turns of owners that are provably dead: they need not wait for their lease to end. */
  async #ofDeadOwners(): Promise<readonly SessionKey[]> {
    const { find } = this.#node.engine
    const dead = (await find.runningOwners()).filter((owner) => owner !== this.#node.id && this.#node.isDead(owner))
    const turns = (await Promise.all(dead.map((owner) => find.runningTurns(owner)))).flat()
    return turns.filter((turn) => this.#node.routes.has(routeOf(turn.chat))).map((turn) => turn.session)
  }

  async #sweepSessions(keys: readonly string[]): Promise<void> {
    await Promise.all(
      [...new Set(keys)].map(async (key) => {
        const swept = await this.#node.engine.decide(key, {}, (state) => sweep(state, key, gateContext(this.#node)))
        this.#buried(swept.ended)
        for (const turn of swept.started.filter((one) => one.epoch > 1)) {
          this.#node.meter.count('heals', { kind: 'takeover' })
          this.#node.logger.warn(
            { session: key, turn: turn.id, attempt: turn.attempts },
            'a turn of a dead owner was taken over',
          )
        }
        this.#runner.start(swept.started)
      }),
    )
  }

  /** Lets the elapsed time of a channel's live notices grow. */
  async #redraw(route: Route): Promise<void> {
    const { engine, logger } = this.#node
    try {
      const live = await engine.find.liveNotices([route], SWEEP_LIMIT)
      const shown = live.filter(
        (notice) => notice.content.type === 'busy' && notice.sent > 0 && notice.sent === notice.revision,
      )
      const again = (row: NoticeRecord | null): NoticeRecord | undefined =>
        row !== null && row.state === 'live' && row.sent === row.revision
          ? { ...row, revision: row.revision + 1 }
          : undefined
      await Promise.all(shown.map((notice) => engine.update('notice', notice.id, again)))
      this.#notices?.poke()
    } catch (error) {
      logger.warn({ error }, 'notices could not be drawn anew')
    }
  }

  /** What a dead node was sending need not wait for the end of its claim. */
  async #lapseClaims(): Promise<void> {
    try {
      await lapseClaims(this.#node, [...this.#node.routes])
    } catch (error) {
      this.#node.logger.warn({ error }, 'claims of dead nodes could not be looked at')
    }
  }

  async #purge(): Promise<void> {
    const before = this.#node.clock.now() - this.#options.actionTtlMs
    try {
      await this.#node.engine.purge({ finishedBefore: before, dedupeBefore: before, logEntries: LOG_ENTRIES })
    } catch (error) {
      this.#node.logger.warn({ error }, 'old records could not be dropped')
    }
  }

  async #tokenKey(): Promise<Uint8Array> {
    const fresh = Buffer.from(this.#node.entropy.bytes(KEY_BYTES)).toString('base64')
    const key = await this.#node.engine.updateValue('bridge', 'token-key', (value) =>
      value === null ? fresh : undefined,
    )
    return Buffer.from(String(key), 'base64')
  }

  #every(ms: number, run: () => void): void {
    let cancel: () => void = () => {}
    const again = (): void => {
      this.#timers.delete(stop)
      cancel = this.#node.clock.after(ms, () => {
        run()
        again()
      })
      this.#timers.add(stop)
    }
    const stop = (): void => cancel()
    again()
  }

  #at(at: number, run: () => void): void {
    const cancel = this.#node.clock.after(Math.max(0, at - this.#node.clock.now()), () => {
      this.#timers.delete(cancel)
      run()
    })
    this.#timers.add(cancel)
  }
}
