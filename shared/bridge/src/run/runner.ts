import { LeaseLostError } from '../errors.ts'
import type { TurnResult } from '../ports/gateway.ts'
import type { TurnRecord } from '../store/records.ts'
import { type ActiveTurn, TurnStopped } from './active-turn.ts'
import type { ActiveTurns } from './active-turns.ts'
import { Ending, type PartsOf } from './ending.ts'
import { inputOf } from './input.ts'
import type { Node } from './node.ts'
import { endOfError, endOfResult, type RunEnd } from './outcome.ts'
import { ActiveReport, type ReportHost } from './report.ts'
import { Slots } from './slots.ts'

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
  readonly parts: PartsOf
}

/** Works on the turns that this node owns: gives each to the gateway, and writes how it ended. Ending one starts the next of its lane. */
export class Runner {
  readonly #node: Node
  readonly #active: ActiveTurns
  readonly #host: RunnerHost
  readonly #slots: Slots
  readonly #ending: Ending
  readonly #reportHost: ReportHost = {
    partial: (active, text) => {
      if (this.#host.partial(active.turn, text)) active.shown = text
    },
    changed: () => this.#host.changed(),
    stop: (turns) => this.#active.stopSoon(turns, 'cancelled'),
  }

  constructor(node: Node, active: ActiveTurns, host: RunnerHost, maxConcurrentTurns: number) {
    this.#node = node
    this.#active = active
    this.#host = host
    this.#slots = new Slots(maxConcurrentTurns)
    this.#ending = new Ending(node, host.parts)
  }

  /** Begins to work on turns that a decision gave to this node. */
  start(turns: readonly TurnRecord[]): void {
    for (const turn of turns) {
      const active = this.#active.add(turn, this.#node.clock.now())
      if (active === undefined) continue
      this.#host.began(turn)
      void this.#begin(active)
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
      const run = this.#node.gateway.run(await inputOf(this.#node, active), report, controller.signal)
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

  async #end(active: ActiveTurn, end: RunEnd): Promise<void> {
    const { turn } = active
    await this.#host.stopped(turn)
    try {
      const ended = await this.#ending.write(active, end)
      if (ended !== null) this.#host.ended(ended.turn)
      if (ended?.next !== undefined) this.start([ended.next])
    } catch (error) {
      if (!(error instanceof LeaseLostError))
        this.#node.logger.error(
          { turn: turn.id, session: turn.session, error },
          'the end of a turn could not be written',
        )
    } finally {
      this.#active.remove(active)
      this.#host.changed()
      this.#active.tellIdle()
    }
  }
}
