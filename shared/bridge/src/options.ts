import type { CommandWords } from './actions/command-words.ts'
import type { GateRules } from './gate/context.ts'
import type { Translator } from './i18n/translator.ts'
import type { AccessRules } from './intake/access.ts'
import type { Channel } from './ports/channel.ts'
import type { Engine } from './ports/engine.ts'
import type { Clock, Entropy, Logger, Meter } from './ports/environment.ts'
import type { Gateway } from './ports/gateway.ts'
import type { WatchdogRules } from './run/watchdog.ts'
import type { ActionName } from './words/action.ts'
import type { ChatRef } from './words/chat.ts'
import type { NoticeMode } from './words/notice-mode.ts'
import type { Policy } from './words/policy.ts'
import type { SessionKey } from './words/session.ts'

/** How one chat is served: the operator's configuration, resolved for it. */
export interface ChatSettings {
  readonly onBusy: Policy
  /** The policy was set for this very chat; `/queue` does not change it. */
  readonly onBusyFixed: boolean
  readonly notices: NoticeMode
  /** What becomes of the notice of a turn that went well. */
  readonly closedNotices: 'keep' | 'delete'
  /** Whether a failure is told in the chat; `silent` only logs it. */
  readonly failures: 'always' | 'silent'
  /** Buttons and commands that are offered. */
  readonly actions: readonly ActionName[]
  readonly access: AccessRules
}

/** What a bridge is made of. */
export interface BridgeOptions {
  /** Names this boot of this process; another boot never has the same. */
  readonly nodeId: string
  readonly engine: Engine
  readonly gateway: Gateway
  readonly channels: readonly Channel[]
  readonly clock: Clock
  readonly entropy: Entropy
  readonly logger: Logger
  readonly meter: Meter
  readonly rules: GateRules
  readonly watchdog: WatchdogRules
  readonly maxConcurrentTurns: number
  readonly translator: Translator
  readonly commands: CommandWords
  readonly defaultLocale: string
  /** IANA name of the time zone that times of day are told in; default UTC. */
  readonly timeZone?: string
  /** How long buttons of a finished turn are answered for, in milliseconds. */
  readonly actionTtlMs: number
  settings(chat: ChatRef): ChatSettings
  sessionOf(chat: ChatRef): SessionKey
  /**
   * The content of files that are too big for the store, by key; `null` when it is gone. Default: there are none.
   */
  readonly blobs?: (key: string) => Promise<Uint8Array | null>
  /** Whether another boot is provably dead. Default: nobody is; leases end by time. */
  readonly isDead?: (owner: string) => boolean
}
