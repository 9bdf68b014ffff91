import { tokenKey } from './actions/token-key.ts'
import { createTokens, type Tokens } from './actions/tokens.ts'
import { lapseClaims } from './deliver/claims.ts'
import { NoticePump } from './deliver/notices.ts'
import { OutboxPump } from './deliver/outbox.ts'
import { partsOf } from './deliver/parts.ts'
import { type Post, sendPost } from './deliver/post.ts'
import { Presentation } from './deliver/presentation.ts'
import { redrawLive } from './deliver/redraw.ts'
import { Typing } from './deliver/typing.ts'
import { hold, unhold } from './gate/manage.ts'
import { inboxOf } from './intake/inbox.ts'
import { Intake } from './intake/intake.ts'
import { Languages } from './intake/languages.ts'
import { Moves } from './intake/moves.ts'
import type { BridgeOptions } from './options.ts'
import type { Channel } from './ports/channel.ts'
import { ActiveTurns } from './run/active-turns.ts'
import { agentMessageId } from './run/ending.ts'
import { Leases } from './run/leases.ts'
import { logFailure } from './run/log-failure.ts'
import { gateContext, type Node } from './run/node.ts'
import { Progress } from './run/progress.ts'
import { reportEnd } from './run/report-end.ts'
import { Runner, type RunnerHost } from './run/runner.ts'
import { Sweeper } from './run/sweeper.ts'
import { Timers } from './run/timers.ts'
import { within } from './run/within.ts'
import type { OutboxPart, TurnRecord } from './store/records.ts'
import { type ChatRef, type Route, routeOf } from './words/chat.ts'
import type { Json } from './words/json.ts'
import type { SessionKey } from './words/session.ts'

/** The sweep's pace: what a lost hint costs at most, and how soon a dead owner's turn is claimed after its lease. */
const SWEEP_EVERY_MS = 1_000

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
  /** Where turns show typing whose chat had moved before they began. */
  readonly #typesAt = new Map<string, ChatRef>()
  readonly #active: ActiveTurns
  readonly #runner: Runner
  readonly #leases: Leases
  readonly #progress: Progress
  readonly #sweeper: Sweeper
  readonly #languages: Languages
  readonly #moves: Moves
  readonly #timers: Timers
  readonly #stopping = new AbortController()
  #outbox: OutboxPump | undefined
  #notices: NoticePump | undefined
  #unwatch: () => void = () => {}

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
    this.#timers = new Timers(options.clock)
    this.#typing = new Typing(this.#channels, options.clock, options.logger)
    this.#languages = new Languages(options.engine, options.defaultLocale)
    this.#moves = new Moves(options.engine)
    this.#active = new ActiveTurns(options.nodeId)
    this.#runner = this.#createRunner()
    this.#leases = new Leases(this.#node, this.#active)
    this.#progress = new Progress(this.#node, this.#active, options.watchdog, () => this.#changed())
    this.#sweeper = new Sweeper(this.#node, this.#active, {
      heed: () => this.#leases.heed(),
      ended: (turns) => this.#buried(turns),
      started: (turns) => this.#runner.start(turns),
      changed: () => this.#changed(),
    })
  }

  /** How many turns this node works on now. */
  get running(): number {
    return this.#active.size
  }

  /** Claims what a dead owner left, brings old notices up to date, and begins to receive. */
  async start(): Promise<void> {
    await Promise.all([this.#languages.load(), this.#moves.load()])
    const { engine, entropy } = this.#node
    const tokens = createTokens(await tokenKey(engine, entropy))
    const presentation = new Presentation(this.#node, this.#options, this.#languages, tokens)
    const { settings, blobs = async () => null } = this.#options
    this.#outbox = new OutboxPump(this.#node, this.#channels, this.#moves, blobs, () => this.#notices?.poke())
    this.#notices = new NoticePump(this.#node, this.#channels, this.#moves, settings, (record) =>
      presentation.render(record),
    )
    const intake = this.#createIntake(tokens, presentation)
    await this.#lapseClaims()
    await this.#sweeper.claimOrphans()
    this.#keepUp()
    this.#unwatch = engine.watch(() => this.#sweeper.hint())
    const { sessionOf } = this.#options
    const [node, languages, moves] = [this.#node, this.#languages, this.#moves]
    const parts = { node, intake, languages, moves, sessionOf, changed: () => this.#changed() }
    await Promise.all(
      this.#options.channels.map((channel) => channel.start(inboxOf(channel, parts), this.#stopping.signal)),
    )
    this.#sweeper.soon()
  }

  /**
   * Ends what can be ended within `drainMs`, gives back the rest so that the next start goes on with it, and stops
   * receiving. Messages that come meanwhile are accepted and wait.
   */
  async stop(drainMs: number): Promise<void> {
    this.drain()
    const { clock } = this.#node
    await within(clock, drainMs, this.#active.whenIdle())
    this.#active.stopAll('drain')
    await this.#active.whenIdle()
    this.#unwatch()
    this.#timers.stop()
    await this.#sweeper.whenQuiet()
    await within(clock, FLUSH_MS, this.#flush())
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
    return await sendPost(this.#node, this.#outbox, message, message.parts ?? this.#partsOf(message.chat, message.text))
  }

  /** Sends the answers, and what has to come after them. */
  async #flush(): Promise<void> {
    await this.#outbox?.whenQuiet()
    await this.#notices?.whenQuiet()
  }

  /** What is done from time to time, whatever comes. */
  #keepUp(): void {
    const { clock, rules } = this.#node
    const { channels, watchdog } = this.#options
    const timers = this.#timers
    timers.every(SWEEP_EVERY_MS, () => this.#sweeper.soon())
    timers.every(rules.leaseMs / RENEWALS_PER_LEASE, () =>
      this.#try(this.#leases.renew(), 'leases could not be renewed'),
    )
    timers.every(Math.min(SWEEP_EVERY_MS, watchdog.laneTimeoutMs / 4), () => this.#progress.watch())
    timers.every(PURGE_EVERY_MS, () => this.#purge())
    timers.at(clock.now() + FIRST_PURGE_MS, () => this.#purge())
    timers.every(CLAIMS_EVERY_MS, () => void this.#lapseClaims())
    for (const { route, capabilities } of channels) {
      const { redrawEveryMs } = capabilities
      if (redrawEveryMs !== undefined) timers.every(redrawEveryMs, () => this.#redraw(route))
    }
  }

  #createIntake(tokens: Tokens, presentation: Presentation): Intake {
    return new Intake(this.#node, this.#options, this.#languages, tokens, {
      started: (turns) => this.#runner.start(turns),
      cancelled: (turns) => this.#active.stopSoon(turns, 'cancelled'),
      ended: (turns) => this.#buried(turns),
      changed: () => this.#changed(),
      dueAt: (at) => this.#timers.at(at, () => this.#sweeper.soon()),
      tapText: (result, action, locale, task) => presentation.tapText(result, action, locale, task),
      refusalText: (why, locale) => presentation.refusalText(why, locale),
      say: async ({ chat, session, ref, dedupeKey }, text) => {
        // A channel whose message ids are ours has none for a word that never becomes a message.
        await this.post({ key: `aside-${dedupeKey}`, session, chat, text, ...(ref === '' ? {} : { replyTo: ref }) })
      },
    })
  }

  #createRunner(): Runner {
    const host: RunnerHost = {
      began: (turn) => {
        const chat = this.#moves.current(turn.chat)
        if (chat !== turn.chat) this.#typesAt.set(turn.id, chat)
        this.#typing.start(chat, turn.replyTo)
      },
      stopped: (turn) => {
        // Where it began: the chat may have moved since.
        const chat = this.#typesAt.get(turn.id) ?? turn.chat
        this.#typesAt.delete(turn.id)
        return this.#typing.stop(chat)
      },
      ended: (turn) => reportEnd(this.#node, turn),
      partial: (turn, text) => this.#partial(turn, text),
      changed: () => this.#changed(),
      parts: ({ chat }, text) => this.#partsOf(chat, text),
    }
    return new Runner(this.#node, this.#active, host, this.#options.maxConcurrentTurns)
  }

  #partsOf(chat: ChatRef, text: string): readonly OutboxPart[] {
    return partsOf(text, this.#channels.get(routeOf(chat))?.capabilities ?? { files: false })
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
      reportEnd(this.#node, turn)
    }
  }

  #changed(): void {
    this.#outbox?.poke()
    this.#notices?.poke()
  }

  async #redraw(route: Route): Promise<void> {
    await this.#try(redrawLive(this.#node, route), 'notices could not be drawn anew')
    this.#notices?.poke()
  }

  /** What a dead node was sending need not wait for the end of its claim. */
  async #lapseClaims(): Promise<void> {
    await this.#try(lapseClaims(this.#node, [...this.#node.routes]), 'claims of dead nodes could not be looked at')
  }

  async #purge(): Promise<void> {
    const before = this.#node.clock.now() - this.#options.actionTtlMs
    const limits = { finishedBefore: before, dedupeBefore: before, logEntries: LOG_ENTRIES }
    await this.#try(this.#node.engine.purge(limits), 'old records could not be dropped')
  }

  /** What comes again anyway: its failure is only logged. */
  async #try(work: Promise<unknown>, failure: string): Promise<void> {
    try {
      await work
    } catch (error) {
      this.#node.logger.warn({ error }, failure)
    }
  }
}
