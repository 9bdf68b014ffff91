import type { GatewayCapabilities } from '@holdline/bridge'
import type { PlannedCrash } from './node.ts'
import type { Wish } from './operator.ts'
import type { Plan } from './plan.ts'
import type { CallFate, PlatformRules } from './platform.ts'
import type { WorldChat } from './world.ts'

/** One thing that people, machines and networks do. Numbers name what there is at that moment, counted round. */
export type Command =
  | {
      readonly do: 'say'
      readonly chat: number
      readonly who: number
      readonly plan: Plan
      readonly lostDeliveries?: number
      readonly lostAcks: number
      readonly album: boolean
    }
  | { readonly do: 'command'; readonly chat: number; readonly who: number; readonly text: string }
  | { readonly do: 'tap'; readonly button: number; readonly who: number; readonly times: number }
  | { readonly do: 'tap falsely'; readonly button: number; readonly who: number; readonly chat: number }
  | { readonly do: 'deliver again'; readonly event: number }
  | { readonly do: 'edit' | 'recall'; readonly event: number }
  | { readonly do: 'go'; readonly steps: number }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'crash' | 'start' | 'stop' | 'pause' | 'wake'; readonly node: number }
  | { readonly do: 'crash at'; readonly node: number; readonly crash: PlannedCrash }
  | { readonly do: 'set clock'; readonly node: number; readonly skewMs: number }
  | { readonly do: 'lose hints'; readonly node: number; readonly lost: boolean }
  | { readonly do: 'fail store'; readonly node: number; readonly calls: number }
  | { readonly do: 'operate'; readonly chat: number; readonly wish: Wish }
  | { readonly do: 'hold'; readonly node: number; readonly chat: number; readonly ms: number }
  | { readonly do: 'unhold'; readonly node: number; readonly chat: number }
  | { readonly do: 'fates'; readonly fates: readonly CallFate[] }

/** A whole run as data: with the order of its steps it replays exactly. */
export interface History {
  readonly seed: number
  readonly nodes: number
  readonly chats: readonly WorldChat[]
  readonly platform: PlatformRules
  readonly capabilities: GatewayCapabilities
  readonly provableDeath: boolean
  readonly maxConcurrentTurns: number
  readonly closedNotices: 'keep' | 'delete'
  /** How much can happen between two timers: slow machines get little done. */
  readonly pace: number
  readonly commands: readonly Command[]
}
