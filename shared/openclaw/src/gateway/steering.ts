import { AsyncLocalStorage } from 'node:async_hooks'
import type { Json, PhaseReport, SteerEntry, Turn, TurnReport } from '@holdline/bridge'
import type { AgentRoute } from '../host/api.ts'
import { followKept } from './follow-kept.ts'
import { giveToHost, type HostDeliver } from './host-command.ts'
import { steeredEntry } from './journal.ts'
import type { GatewayParts } from './parts.ts'
import type { RunNews } from './phase-of-event.ts'

/** How often a running turn looks for what people say to it: the host passes it on at its next tool or model step. */
const LOOK_MS = 500

/** The run compacts its context, or waits to ask the model again: it takes nothing meanwhile. */
const PAUSES: ReadonlySet<PhaseReport['code']> = new Set(['compacting', 'retrying', 'rate_limited'])

/**
 * Gives what people say to a running turn to the host's run, by the host's own `/steer`: it injects it at the next tool
 * or model boundary whatever its queue mode, and answers it as a prompt of its own where the run can take no more. So
 * each is answered, and the turn ends when all are.
 *
 * A run takes nothing before the model is asked, or while it waits to ask again: the host would put it in its own queue,
 * which a crash empties, and answer it to nobody in particular. So that is kept here, or taken back.
 */
export class Steering {
  readonly #turn: Turn
  readonly #route: AgentRoute
  readonly #parts: GatewayParts
  readonly #report: TurnReport
  readonly #deliver: HostDeliver
  readonly #signal: AbortSignal
  /**
   * Runs something in the turn's async context. News come in that of the host's run, which ends what is begun in it when
   * the run ends (openclaw 2026.9.6, "Async work scope is closed").
   */
  readonly #inTurn = AsyncLocalStorage.snapshot()
  readonly #given = new Set<Promise<void>>()
  /** What is kept until the run takes something. */
  readonly #kept: SteerEntry[] = []
  #takes = false
  /** A run of the host works in the session. */
  #runs = false
  #looks = true
  #tries = 0
  #cancelTimer: () => void = () => {}

  constructor(
    turn: Turn,
    route: AgentRoute,
    parts: GatewayParts,
    report: TurnReport,
    deliver: HostDeliver,
    signal: AbortSignal,
  ) {
    this.#turn = turn
    this.#route = route
    this.#parts = parts
    this.#report = report
    this.#deliver = deliver
    this.#signal = signal
  }

  /** Makes entries durable, and gives the host what has been said to the turn meanwhile. */
  async checkpoint(entries: readonly Json[]): Promise<void> {
    for (const steer of await this.#report.checkpoint(entries)) this.give(steer)
  }

  /** Begins to look for what is said to the turn. */
  look(): void {
    this.#cancelTimer = this.#parts.clock.after(LOOK_MS, () => {
      this.#lookNow().catch((error: unknown) => this.#warn(error))
    })
  }

  /** Follows the host's run, to know when it takes what is said to it. */
  hear(news: RunNews): void {
    if (news.type === 'started') this.#runs = true
    if (news.type === 'ended') this.#runs = false
    if (news.type === 'closing' || news.type === 'ended') this.#takes = false
    if (news.type !== 'phase') return
    if (news.takes === true) this.#inTurn(() => this.#begin())
    else if (PAUSES.has(news.phase.code)) this.#takes = false
  }

  /** Gives one to the host, as soon as its run can take it. */
  give(steer: SteerEntry): void {
    if (!this.#takes) {
      this.#kept.push(steer)
      return
    }
    const given = this.#toHost(steer)
      .catch((error: unknown) => {
        if (!this.#signal.aborted) this.#warn(error)
      })
      .finally(() => this.#given.delete(given))
    this.#given.add(given)
  }

  /** Looks no more, and resolves when the host is done with all that it was given. What is left is given one by one. */
  async settled(): Promise<void> {
    this.stop()
    this.#takes = true
    for (;;) {
      while (this.#given.size > 0) await Promise.all(this.#given)
      const next = this.#kept.shift()
      if (next === undefined || this.#signal.aborted) return
      this.give(next)
    }
  }

  stop(): void {
    this.#looks = false
    this.#cancelTimer()
  }

  async #lookNow(): Promise<void> {
    const { inbounds } = await this.#parts.engine.find.state(this.#turn.session)
    // A checkpoint counts as progress, so only where there is something.
    if (this.#looks && inbounds.some(({ steer, state }) => steer === true && state === 'pending'))
      await this.checkpoint([])
    if (this.#looks && this.#takes) this.#begin()
    if (this.#looks) this.look()
  }

  #begin(): void {
    this.#takes = true
    for (const steer of this.#kept.splice(0)) this.give(steer)
  }

  async #toHost(steer: SteerEntry): Promise<void> {
    const { messageId, text } = steer
    const asker = this.#turn.messages.at(-1)?.sender ?? { id: 'holdline' }
    const sender = (await this.#parts.engine.find.record('inbound', messageId))?.sender ?? asker
    this.#tries += 1
    const message = {
      // The host ignores a message that it has seen.
      id: `${messageId}-${this.#tries}`,
      chat: this.#turn.chat,
      sender,
      text: `/steer ${text}`,
      commands: true,
      native: 'steer',
    }
    const back = new AbortController()
    let adopted = false
    let deferred = false
    await giveToHost(message, this.#route, this.#parts, {
      deliver: this.#deliver,
      signal: AbortSignal.any([this.#signal, back.signal]),
      onAdopted: async () => {
        adopted = true
        await this.checkpoint([steeredEntry(messageId)])
      },
      onDeferred: () => {
        deferred = true
      },
    })
    if (!deferred) return
    if (this.#looks && adopted) return
    if (this.#looks && this.#takes) {
      back.abort(new Error('the host would keep it for a run of its own'))
      this.#kept.push(steer)
      return
    }
    // The run is over, and the host begins the next one with it.
    const { sessionKey } = this.#route
    const word = { sessionKey, chat: this.#turn.chat, deliver: this.#deliver, isAdopted: () => adopted }
    await followKept({ ...word, isRunning: this.#runs }, this.#parts, this.#signal)
  }

  #warn(error: unknown): void {
    this.#parts.logger.warn(
      { turn: this.#turn.id, error },
      'what was said to a running turn could not be given to the host',
    )
  }
}
