import type { HostConfig } from './config.ts'
import type { ReplyPayload } from './inbound.ts'

/** One account as status pages show it: no secrets. */
export interface AccountSnapshot {
  readonly accountId: string
  readonly name?: string
  readonly enabled?: boolean
  readonly configured?: boolean
  readonly running?: boolean
  readonly connected?: boolean
  readonly lifecycle?: 'starting' | 'ready' | 'recovering' | 'blocked' | 'stopped'
  readonly lastError?: string | null
  readonly stateReason?: string
  readonly lastStartAt?: number | null
  readonly lastStopAt?: number | null
  readonly dmPolicy?: string
}

/** One account of a channel, from the configuration. */
export interface HostAccount {
  readonly accountId: string
  readonly enabled: boolean
  /** The account's section of the configuration. */
  readonly section: Readonly<Record<string, unknown>>
}

/** The life of one account. */
export interface AccountContext {
  readonly cfg: HostConfig
  readonly accountId: string
  readonly account: HostAccount
  readonly abortSignal: AbortSignal
  getStatus(): AccountSnapshot
  setStatus(next: AccountSnapshot): void
}

/** A message that the host wants sent: a reminder, a recovered answer, the message tool. */
export interface OutboundMessage {
  readonly to: string
  readonly text: string
  readonly accountId?: string | null
  readonly threadId?: string | number | null
  readonly replyToId?: string | null
  readonly mediaUrl?: string
  /** Names the host's durable intent: equal when it tries again. */
  readonly deliveryQueueId?: string
  readonly deliveryPartIndex?: number
  readonly payload?: ReplyPayload
}

/** A message that was sent. */
export interface OutboundReceipt {
  readonly channel: string
  readonly messageId: string
}

/** A channel, as the host takes it. */
export interface ChannelPlugin {
  readonly id: string
  readonly meta: {
    readonly id: string
    readonly label: string
    readonly selectionLabel: string
    readonly docsPath: string
    readonly blurb: string
    readonly markdownCapable: boolean
  }
  readonly capabilities: { readonly chatTypes: ('direct' | 'group')[] }
  readonly reload: { readonly configPrefixes: string[] }
  readonly config: {
    listAccountIds(cfg: HostConfig): string[]
    defaultAccountId(cfg: HostConfig): string
    resolveAccount(cfg: HostConfig, accountId?: string | null): HostAccount
    inspectAccount(cfg: HostConfig, accountId?: string | null): AccountSnapshot
    isEnabled(account: HostAccount): boolean
    isConfigured(account: HostAccount, cfg: HostConfig): boolean
    unconfiguredReason(account: HostAccount, cfg: HostConfig): string
    describeAccount(account: HostAccount, cfg: HostConfig): AccountSnapshot
  }
  readonly security: {
    resolveDmPolicy(input: { readonly account: HostAccount }): {
      policy: string
      allowFrom: string[]
      policyPath: string
      allowFromPath: string
      approveHint: string
    }
  }
  readonly pairing: { readonly idLabel: string }
  readonly outbound: {
    readonly deliveryMode: 'direct'
    sendText(message: OutboundMessage): Promise<OutboundReceipt>
    sendPayload(message: OutboundMessage): Promise<OutboundReceipt>
    sendMedia(message: OutboundMessage): Promise<OutboundReceipt>
  }
  readonly gateway: { startAccount(context: AccountContext): Promise<void> }
}
