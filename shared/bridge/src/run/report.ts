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
export function createReport(node: Node, active: ActiveTurn, host: ReportHost): TurnReport {
  const { lease } = active
  let writing = false
  let next: PhaseReport | undefined

  const guard = (error: unknown): void => {
    if (error instanceof LeaseLostError) active.controller.abort(new TurnStopped('lease_lost'))
    else node.logger.warn({ turn: lease.turnId, error }, 'a phase could not be written')
  }
  const progress = (): void => {
    active.progressAt = node.clock.now()
    active.warned = false
    active.stalled = false
  }
  const write = async (): Promise<void> => {
    writing = true
    while (next !== undefined) {
      const phase = next
      next = undefined
      const progressAt = active.progressAt
      try {
        await node.engine.decide(lease.session, { turnId: lease.turnId }, (state) =>
          reportPhase(state, lease, phase, progressAt, gateContext(node)),
        )
        active.savedProgressAt = progressAt
        host.changed()
      } catch (error) {
        guard(error)
      }
    }
    writing = false
  }

  return {
    phase(phase) {
      if (active.controller.signal.aborted) return
      progress()
      const same = phase.code === active.phase.code && phase.label === active.phase.label
      if (same && phase.until === active.phase.until && phase.attempt === active.phase.attempt) return
      if (!same) active.phaseSince = node.clock.now()
      active.phase = phase
      next = phase
      if (!writing) void write()
    },
    progress,
    partial(text) {
      progress()
      if (!active.controller.signal.aborted) host.partial(active, text)
    },
    async checkpoint(entries: readonly Json[]): Promise<readonly SteerEntry[]> {
      progress()
      const from = active.journalLength
      try {
        const steers = await node.engine.decide(lease.session, { turnId: lease.turnId }, (state) =>
          checkpoint(state, lease, entries, from, gateContext(node)),
        )
        active.journalLength = from + entries.length + steers.length
        return steers
      } catch (error) {
        if (error instanceof LeaseLostError) active.controller.abort(new TurnStopped('lease_lost'))
        throw error
      }
    },
    async tasks() {
      const state = await node.engine.find.state(lease.session)
      return state.turns.filter((turn) => turn.id !== lease.turnId).map(taskView)
    },
    async cancelTask(number) {
      const acted = await node.engine.decide(lease.session, {}, (state) =>
        act(
          state,
          {
            session: lease.session,
            key: `task:${lease.turnId}:${node.entropy.id()}`,
            action: 'cancel',
            via: 'tap',
            person: active.turn.asker,
            chat: active.turn.chat,
            task: number,
            answersInline: true,
          },
          gateContext(node),
        ),
      )
      host.stop(acted.cancelled)
      host.changed()
      return acted.result === 'done'
    },
  }
}

/** A running turn as others may see it. */
export function taskView(turn: TurnRecord): TaskView {
  return { number: turn.number, kind: turn.kind, title: turn.title, phase: turn.phase, startedAt: turn.startedAt }
}
