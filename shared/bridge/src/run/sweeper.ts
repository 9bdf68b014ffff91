import { sweep } from '../gate/turn.ts'
import type { TurnRecord } from '../store/records.ts'
import { routeOf } from '../words/chat.ts'
import type { SessionKey } from '../words/session.ts'
import type { ActiveTurns } from './active-turns.ts'
import { gateContext, type Node } from './node.ts'

/** Sessions that one sweep looks at. The next one goes on. */
const SWEEP_LIMIT = 500

/** What a sweep tells the rest of the bridge. */
export interface SweeperHost {
  /** Another node has committed: leases may be lost, or turns cancelled. */
  heed(): Promise<void>
  /** Turns were ended without their run. */
  ended(turns: readonly TurnRecord[]): void
  /** Turns that this node owns since: resumed, or new. */
  started(turns: readonly TurnRecord[]): void
  /** Notices or the outbox may have something to do. */
  changed(): void
}

/**
 * Looks after the sessions that nobody works on: takes over the turns of dead owners, and starts what has become due.
 * Whatever else wakes the bridge is for latency only; what it misses is found here.
 */
export class Sweeper {
  readonly #node: Node
  readonly #active: ActiveTurns
  readonly #host: SweeperHost
  #last: Promise<void> = Promise.resolve()
  #isWanted = false
  #isHinted = false

  constructor(node: Node, active: ActiveTurns, host: SweeperHost) {
    this.#node = node
    this.#active = active
    this.#host = host
  }

  /** Another node has committed something. */
  hint(): void {
    this.#isHinted = true
    this.soon()
  }

  /** One sweep at a time; a wish during one makes one more. */
  soon(): void {
    if (this.#isWanted) return
    this.#isWanted = true
    this.#last = this.#last.then(async () => {
      this.#isWanted = false
      try {
        await this.#sweep()
      } catch (error) {
        this.#node.logger.warn({ error }, 'a sweep failed')
      }
    })
  }

  /** Resolves when the sweeps that were asked for are over. */
  whenQuiet(): Promise<void> {
    return this.#last
  }

  /** Takes over what a provably dead owner left. It need not wait for its lease to end. */
  async claimOrphans(): Promise<void> {
    await this.#sweepAll(await this.#ofDeadOwners())
  }

  async #sweep(): Promise<void> {
    if (this.#isHinted) {
      this.#isHinted = false
      await this.#host.heed()
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
    await this.#sweepAll([...gone, ...orphaned, ...due])
    this.#host.changed()
  }

  async #ofDeadOwners(): Promise<readonly SessionKey[]> {
    const { find } = this.#node.engine
    const dead = (await find.runningOwners()).filter((owner) => owner !== this.#node.id && this.#node.isDead(owner))
    const turns = (await Promise.all(dead.map((owner) => find.runningTurns(owner)))).flat()
    return turns.filter((turn) => this.#node.routes.has(routeOf(turn.chat))).map((turn) => turn.session)
  }

  async #sweepAll(keys: readonly SessionKey[]): Promise<void> {
    await Promise.all([...new Set(keys)].map((key) => this.#sweepOne(key)))
  }

  async #sweepOne(key: SessionKey): Promise<void> {
    const { engine, meter, logger } = this.#node
    const { started, ended } = await engine.decide(key, {}, (state) => sweep(state, key, gateContext(this.#node)))
    this.#host.ended(ended)
    for (const turn of started.filter((one) => one.epoch > 1)) {
      meter.count('heals', { kind: 'takeover' })
      logger.warn({ session: key, turn: turn.id, attempt: turn.attempts }, 'a turn of a dead owner was taken over')
    }
    this.#host.started(started)
  }
}
