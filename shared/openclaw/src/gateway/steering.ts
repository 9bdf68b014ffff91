import type { Json, SteerEntry, Turn, TurnReport } from '@holdline/bridge'
import type { AgentRoute } from '../host/api.ts'
import { giveToHost, type HostDeliver } from './host-command.ts'
import { steeredEntry } from './journal.ts'
import type { GatewayParts } from './parts.ts'

/** How often a running turn looks for what people say to it: the host passes it on at its next tool or model step. */
const LOOK_MS = 500

/**
 * Gives what people say to a running turn to the host's run, by the host's own `/steer`: it injects it at the next tool
 * or model boundary whatever its queue mode, and answers it as a prompt of its own where the run can take no more. So
 * each is answered, and the turn ends when all are.
 */
export class Steering {
  readonly #turn: Turn
  readonly #route: AgentRoute
  readonly #parts: GatewayParts
  readonly #report: TurnReport
  readonly #deliver: HostDeliver
  readonly #signal: AbortSignal
  readonly #given = new Set<Promise<void>>()
  /** What is kept until the run takes something; `null` once it does. */
  #early: SteerEntry[] | null = []
  #looks = true
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

  /**
   * The host's run has begun to work. What is given to it earlier would not reach it: the host would keep it for a run
   * of its own after this one.
   */
  begin(): void {
    const early = this.#early ?? []
    this.#early = null
    for (const steer of early) this.give(steer)
  }

  /** Gives one to the host, as soon as its run can take it. */
  give(steer: SteerEntry): void {
    if (this.#early !== null) {
      this.#early.push(steer)
      return
    }
    const given = this.#toHost(steer.messageId, steer.text)
      .catch((error: unknown) => {
        if (!this.#signal.aborted) this.#warn(error)
      })
      .finally(() => this.#given.delete(given))
    this.#given.add(given)
  }

  /** Looks no more, and resolves when the host is done with all that it was given. */
  async settled(): Promise<void> {
    this.stop()
    this.begin()
    while (this.#given.size > 0) await Promise.all(this.#given)
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
    if (this.#looks) this.look()
  }

  async #toHost(messageId: string, text: string): Promise<void> {
    const asker = this.#turn.messages.at(-1)?.sender ?? { id: 'holdline' }
    const sender = (await this.#parts.engine.find.record('inbound', messageId))?.sender ?? asker
    const word = {
      id: messageId,
      chat: this.#turn.chat,
      sender,
      text: `/steer ${text}`,
      commands: true,
      native: 'steer',
    }
    await giveToHost(word, this.#route, this.#parts, {
      deliver: this.#deliver,
      signal: this.#signal,
      onAdopted: () => this.checkpoint([steeredEntry(messageId)]),
    })
  }

  #warn(error: unknown): void {
    this.#parts.logger.warn(
      { turn: this.#turn.id, error },
      'what was said to a running turn could not be given to the host',
    )
  }
}
