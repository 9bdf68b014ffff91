import type { ActiveTurns } from './active-turns.ts'
import type { Node } from './node.ts'

/** Keeps the leases of the turns that this node works on, and stops the work on those that are lost or cancelled. */
export class Leases {
  readonly #node: Pick<Node, 'id' | 'engine' | 'clock' | 'rules'>
  readonly #active: ActiveTurns

  constructor(node: Pick<Node, 'id' | 'engine' | 'clock' | 'rules'>, active: ActiveTurns) {
    this.#node = node
    this.#active = active
  }

  /** Renews all leases at once, and learns which are lost or cancelled. */
  async renew(): Promise<void> {
    const leases = this.#active.all().map(({ lease }) => lease)
    if (leases.length === 0) return
    const { engine, clock, rules } = this.#node
    const { lost, cancels } = await engine.renew(leases, clock.now() + rules.leaseMs)
    const gone = new Set(lost)
    for (const lease of leases) if (gone.has(lease.turnId)) this.#active.stopLease(lease, 'lease_lost')
    this.#active.stopSoon(cancels, 'cancelled')
  }

  /**
   * Learns which leases are lost or cancelled, without a write: another node's commit must not be answered by one of
   * ours, or two busy nodes would answer each other for ever.
   */
  async heed(): Promise<void> {
    const leases = this.#active.all().map(({ lease }) => lease)
    if (leases.length === 0) return
    const running = await this.#node.engine.find.runningTurns(this.#node.id)
    const rows = new Map(running.map((row) => [row.id, row]))
    for (const lease of leases) {
      const row = rows.get(lease.turnId)
      if (row?.epoch !== lease.epoch) this.#active.stopLease(lease, 'lease_lost')
      else if (row.cancel !== undefined) this.#active.stopLease(lease, 'cancelled')
    }
  }
}
