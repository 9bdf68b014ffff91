import type { GatewayCapabilities } from '../ports/gateway.ts'
import type { TurnRecord } from '../store/records.ts'
import type { ActionName } from '../words/action.ts'
import type { Route } from '../words/chat.ts'
import type { Person } from '../words/person.ts'

/** What a decision may use besides the session's state. Two calls with equal contexts and states decide alike. */
export interface GateContext {
  /** Epoch milliseconds. */
  readonly now: number
  /** The deciding node: what it starts, it owns. */
  readonly owner: string
  /** The accounts it can deliver to: it starts nothing else. */
  readonly routes: ReadonlySet<Route>
  readonly rules: GateRules
  readonly capabilities: GatewayCapabilities
  /** The node is shutting down: it accepts, and starts nothing. */
  readonly draining: boolean
  /** Whether nobody works on a running turn any more: its lease has ended, or its owner is dead. */
  isGone(turn: TurnRecord): boolean
  /** A new id. */
  id(): string
}

/** The numbers and permissions of the gate. */
export interface GateRules {
  /** How long a lease lasts without renewal, in milliseconds. */
  readonly leaseMs: number
  /** Messages that may wait in one session. */
  readonly queueCap: number
  /** A lone turn's notice opens after this, in milliseconds. */
  readonly slowAfterMs: number
  /** A handed-over turn's notice opens after this, when others wait: most turns are quick, and the chat stays calm. */
  readonly handoverGraceMs: number
  /** The quiet window of `collect`, in milliseconds. */
  readonly collectQuietMs: number
  /** The quiet window of an album: its pieces arrive apart. */
  readonly albumQuietMs: number
  /** How often a turn is begun before it is given up as `poison`. */
  readonly maxAttempts: number
  /** How long a cancelled turn may still run before it is fenced. */
  readonly cancelGraceMs: number
  /** Turns of one session that may run beside its lane. */
  readonly maxBeside: number
  /** Who may use which action. */
  readonly permissions: Readonly<Record<ActionName, Permission>>
}

/** Who may use an action: the person whose turn or message it is, chat administrators too, or anyone in the chat. */
export type Permission = 'asker' | 'admins' | 'anyone'

/**
 * Whether `person` may act on what belongs to `owner`. `admins` means the owner and the chat's administrators. In a
 * direct chat there is nobody else.
 */
export function may(permission: Permission, person: Person, owner: Person | null, direct: boolean): boolean {
  if (permission === 'anyone' || direct) return true
  if (owner !== null && owner.id === person.id) return true
  return permission === 'admins' && person.admin === true
}

/** The defaults of DESIGN: leases of 15 s, a queue of 50, a notice for a lone turn after 20 s. */
export const DEFAULT_RULES: GateRules = {
  leaseMs: 15_000,
  queueCap: 50,
  slowAfterMs: 20_000,
  handoverGraceMs: 2_000,
  collectQuietMs: 1_500,
  albumQuietMs: 800,
  maxAttempts: 3,
  cancelGraceMs: 5_000,
  maxBeside: 8,
  permissions: {
    wait: 'anyone',
    cancel: 'admins',
    new: 'admins',
    retry: 'asker',
    background: 'asker',
    dequeue: 'asker',
  },
}
