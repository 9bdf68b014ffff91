import { LeaseLostError } from '../errors.ts'
import { report, stall } from '../gate/turn.ts'
import type { ActiveTurn } from './active-turn.ts'
import type { ActiveTurns } from './active-turns.ts'
import { gateContext, type Node } from './node.ts'
import { judge, type WatchdogRules } from './watchdog.ts'

/** How often progress is written when nothing else is: what the CLI shows as the last sign of work. */
const PROGRESS_EVERY_MS = 5_000

/** Watches the progress of the turns that this node works on: warns, says so in their notices, and ends what hangs. */
export class Progress {
  readonly #node: Node
  readonly #active: ActiveTurns
  readonly #rules: WatchdogRules
  readonly #changed: () => void

  /** `changed` is called when a notice has something new to say. */
  constructor(node: Node, active: ActiveTurns, rules: WatchdogRules, changed: () => void) {
    this.#node = node
    this.#active = active
    this.#rules = rules
    this.#changed = changed
  }

  /** Judges every turn by its progress. */
  watch(): void {
    const now = this.#node.clock.now()
    for (const active of this.#active.all()) {
      if (active.controller.signal.aborted) continue
      this.#watch(active, now)
      if (active.progressAt - active.savedProgressAt >= PROGRESS_EVERY_MS) void this.#save(active)
    }
  }

  #watch(active: ActiveTurn, now: number): void {
    const { logger } = this.#node
    const verdict = judge(active, now, this.#rules)
    const line = {
      session: active.lease.session,
      turn: active.lease.turnId,
      reason: active.phase.code,
      ageMs: now - active.turn.startedAt,
      silentMs: now - active.progressAt,
    }
    if (verdict === 'abort') {
      logger.warn(line, 'a turn made no progress and is ended')
      this.#active.stop(active.lease.turnId, 'lane_timeout')
    } else if (verdict === 'stall' && !active.stalled) {
      active.stalled = true
      logger.warn(line, 'a turn makes no progress')
      void this.#tellStall(active)
    } else if (verdict === 'warn' && !active.warned) {
      active.warned = true
      logger.warn(line, 'a session is held unusually long')
    }
  }

  async #tellStall(active: ActiveTurn): Promise<void> {
    const { lease } = active
    const since = Math.max(active.progressAt, active.phaseSince)
    await this.#quietly(active, () =>
      this.#node.engine.decide(lease.session, { turnId: lease.turnId }, (state) =>
        stall(state, lease, since, gateContext(this.#node)),
      ),
    )
    this.#changed()
  }

  async #save(active: ActiveTurn): Promise<void> {
    const { lease, progressAt } = active
    active.savedProgressAt = progressAt
    await this.#quietly(active, () =>
      this.#node.engine.decide(lease.session, { turnId: lease.turnId }, (state) =>
        report(state, lease, null, progressAt, gateContext(this.#node)),
      ),
    )
  }

  async #quietly({ lease }: ActiveTurn, write: () => Promise<unknown>): Promise<void> {
    try {
      await write()
    } catch (error) {
      if (error instanceof LeaseLostError) this.#active.stop(lease.turnId, 'lease_lost')
      else this.#node.logger.warn({ turn: lease.turnId, error }, 'a turn could not be updated')
    }
  }
}
