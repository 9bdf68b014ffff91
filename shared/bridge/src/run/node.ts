import type { GateContext, GateRules } from '../gate/context.ts'
import type { Engine } from '../ports/engine.ts'
import type { Clock, Entropy, Logger, Meter } from '../ports/environment.ts'
import type { Gateway } from '../ports/gateway.ts'
import type { Route } from '../words/chat.ts'

/** One process with the core in it: what every part of the bridge shares. */
export interface Node {
  /** Names this boot of this process; owns leases. */
  readonly id: string
  readonly engine: Engine
  readonly gateway: Gateway
  readonly clock: Clock
  readonly entropy: Entropy
  readonly logger: Logger
  readonly meter: Meter
  readonly rules: GateRules
  readonly routes: ReadonlySet<Route>
  /** Whether another node is provably dead, so that its turns can be claimed before their lease ends. */
  isDead(owner: string): boolean
  /** Whether this node works on a turn. */
  worksOn(turnId: string): boolean
  /** The node starts nothing any more. */
  draining: boolean
}

/** The gate's view of a node now. */
export function gateContext(node: Node): GateContext {
  const now = node.clock.now()
  return {
    now,
    owner: node.id,
    routes: node.routes,
    rules: node.rules,
    capabilities: node.gateway.capabilities,
    draining: node.draining,
    isGone: (turn) =>
      turn.owner === node.id
        ? turn.expiresAt <= now && !node.worksOn(turn.id)
        : turn.expiresAt <= now || node.isDead(turn.owner),
    id: () => node.entropy.id(),
  }
}
