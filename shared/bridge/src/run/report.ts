import { LeaseLostError } from '../errors.ts'
import { act } from '../gate/act.ts'
import { checkpoint, report as reportPhase } from '../gate/turn.ts'
import type { SteerEntry, TurnReport } from '../ports/gateway.ts'
import type { TurnRecord } from '../store/records.ts'
import type { TaskView } from '../store/task-view.ts'
import type { Json } from '../words/json.ts'
import type { PhaseReport } from '../words/phase.ts'
import { type ActiveTurn, TurnStopped } from './active-turn.ts'
import { gateContext, type Node } from './node.ts'

/** What a turn's report needs from its runner. */
export interface ReportHost {
  /** Shows the answer so far. */
  partial(active: ActiveTurn, text: string): void
  /** Notices may have changed. */
  changed(): void
  /** Turns whose cancel was committed. */
  stop(turns: readonly TurnRecord[]): void
}

/**
 * The {@link TurnReport} of one running turn. Phases are written one after another; while a write is under way only the
 * latest of the following is kept. A refused epoch aborts the turn.
 */
export class ActiveReport implements TurnReport {
  readonly #node: Node
  readonly #active: ActiveTurn
  readonly #host: ReportHost
  #writing = false
  #next: PhaseReport | undefined

  constructor(node: Node, active: ActiveTurn, host: ReportHost) {
    this.#node = node
    this.#active = active
    this.#host = host
  }

  phase(phase: PhaseReport): void {
    const active = this.#active
    if (active.controller.signal.aborted) return
    this.progress()
    const same = phase.code === active.phase.code && phase.label === active.phase.label
    if (same && phase.until === active.phase.until && phase.attempt === active.phase.attempt) return
    if (!same) active.phaseSince = this.#node.clock.now()
    active.phase = phase
    this.#next = phase
    if (!this.#writing) void this.#write()
  }

  progress(): void {
    this.#active.progressAt = this.#node.clock.now()
    this.#active.warned = false
    this.#active.stalled = false
  }

  partial(text: string): void {
    this.progress()
    if (!this.#active.controller.signal.aborted) this.#host.partial(this.#active, text)
  }

  async checkpoint(entries: readonly Json[]): Promise<readonly SteerEntry[]> {
    this.progress()
    const { lease, journalLength: from } = this.#active
    try {
      const steers = await this.#node.engine.decide(lease.session, { turnId: lease.turnId }, (state) =>
        checkpoint(state, lease, entries, from, gateContext(this.#node)),
      )
      this.#active.journalLength = from + entries.length + steers.length
      return steers
    } catch (error) {
      if (error instanceof LeaseLostError) this.#lose()
      throw error
    }
  }

  async tasks(): Promise<readonly TaskView[]> {
    const { lease } = this.#active
    const state = await this.#node.engine.find.state(lease.session)
    return state.turns.filter((turn) => turn.id !== lease.turnId).map(taskView)
  }

  async cancelTask(number: number): Promise<boolean> {
    const { lease, turn } = this.#active
    const acted = await this.#node.engine.decide(lease.session, {}, (state) =>
      act(
        state,
        {
          session: lease.session,
          key: `task:${lease.turnId}:${this.#node.entropy.id()}`,
          action: 'cancel',
          via: 'tap',
          person: turn.asker,
          chat: turn.chat,
          task: number,
          answersInline: true,
        },
        gateContext(this.#node),
      ),
    )
    this.#host.stop(acted.cancelled)
    this.#host.changed()
    return acted.result === 'done'
  }

  async #write(): Promise<void> {
    const { lease } = this.#active
    this.#writing = true
    while (this.#next !== undefined) {
      const phase = this.#next
      this.#next = undefined
      const progressAt = this.#active.progressAt
      try {
        await this.#node.engine.decide(lease.session, { turnId: lease.turnId }, (state) =>
          reportPhase(state, lease, phase, progressAt, gateContext(this.#node)),
        )
        this.#active.savedProgressAt = progressAt
        this.#host.changed()
      } catch (error) {
        if (error instanceof LeaseLostError) this.#lose()
        else this.#node.logger.warn({ turn: lease.turnId, error }, 'a phase could not be written')
      }
    }
    this.#writing = false
  }

  #lose(): void {
    this.#active.controller.abort(new TurnStopped('lease_lost'))
  }
}

/** A running turn as others may see it. */
export function taskView(turn: TurnRecord): TaskView {
  return { number: turn.number, kind: turn.kind, title: turn.title, phase: turn.phase, startedAt: turn.startedAt }
}
