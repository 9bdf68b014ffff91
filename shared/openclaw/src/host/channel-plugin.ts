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
  readonly allowFrom?: string[]
  /** How messages come in: `polling` or `webhook`. */
  readonly mode?: string
  /** Where the main secret comes from: `config`, `env`, `file`, `exec` or `store`. */
  readonly tokenSource?: string
  /** `configured_unavailable`: a reference that this process has not resolved. */
  readonly tokenStatus?: string
  readonly probe?: unknown
}

/** One account of a channel, from the configuration. */
export interface HostAccount {
  readonly accountId: string
  readonly enabled: boolean
  /** It has a section of its own under `accounts`. */
  readonly named: boolean
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

/** Something that an operator has to know of an account. */
export interface StatusIssue {
  readonly channel: string
  readonly accountId: string
  readonly kind: 'intent' | 'permissions' | 'config' | 'auth' | 'runtime'
  readonly message: string
  readonly fix?: string
}

/** What status pages ask. */
export interface StatusAdapter {
  probeAccount(input: {
    readonly account: HostAccount
    readonly timeoutMs: number
    readonly cfg: HostConfig
  }): Promise<unknown>
  buildAccountSnapshot(input: {
    readonly account: HostAccount
    readonly cfg: HostConfig
    readonly runtime?: AccountSnapshot
    readonly probe?: unknown
  }): AccountSnapshot
  collectStatusIssues(accounts: AccountSnapshot[]): StatusIssue[]
}

/** What `openclaw doctor` asks. */
export interface DoctorAdapter {
  readonly dmAllowFromMode: 'topOnly' | 'topOrNested' | 'nestedOnly'
  readonly groupModel: 'sender' | 'route' | 'hybrid'
  readonly groupAllowFromFallbackToAllowFrom: boolean
  readonly warnOnEmptyGroupSenderAllowlist: boolean
  collectPreviewWarnings(input: { readonly cfg: HostConfig }): Promise<string[]>
}

/** One option of `openclaw channels add`. */
export type SetupField = { readonly key: string } & (
  | { readonly kind: 'string'; readonly sensitive?: boolean; readonly cli: SetupOption }
  | { readonly kind: 'boolean'; readonly cli: SetupOption; readonly envVars?: readonly string[] }
  | { readonly kind: 'integer' | 'string-list'; readonly cli: SetupOption }
  | { readonly kind: 'choice'; readonly choices: readonly string[]; readonly cli: SetupOption }
)

/** How it is written, such as `--bot-token <value>`. */
export interface SetupOption {
  readonly flags: string
  readonly description: string
}

/** How `openclaw channels add` writes an account. */
export interface SetupContract {
  readonly kind: 'channel-owned'
  readonly metadata: { readonly fields: readonly SetupField[] }
  readonly singleAccountKeysToMove: readonly string[]
  parseInput(
    input: unknown,
  ): { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: string }
  validateInput(input: { readonly cfg: HostConfig; readonly accountId: string; readonly input: unknown }): string | null
  applyAccountConfig<Config extends HostConfig>(input: {
    readonly cfg: Config
    readonly accountId: string
    readonly input: unknown
  }): Config
}

/** One secret that the wizard asks for. */
export interface WizardCredential {
  readonly inputKey: string
  readonly providerHint: string
  readonly credentialLabel: string
  readonly preferredEnvVar?: string
  readonly helpTitle?: string
  readonly helpLines?: string[]
  readonly envPrompt: string
  readonly keepPrompt: string
  readonly inputPrompt: string
  inspect(input: { readonly cfg: HostConfig; readonly accountId: string }): {
    accountConfigured: boolean
    hasConfiguredValue: boolean
    envValue?: string
  }
  applyUseEnv<Config extends HostConfig>(input: { readonly cfg: Config; readonly accountId: string }): Config
  applySet<Config extends HostConfig>(input: {
    readonly cfg: Config
    readonly accountId: string
    readonly value: unknown
  }): Config
}

/** What `openclaw onboard` and `openclaw channels add` ask a person. */
export interface SetupWizard {
  readonly channel: string
  readonly status: {
    readonly configuredLabel: string
    readonly unconfiguredLabel: string
    resolveConfigured(input: { readonly cfg: HostConfig; readonly accountId?: string }): boolean
  }
  /** Whether it asks which account is meant. */
  resolveShouldPromptAccountIds(input: { readonly cfg: HostConfig; readonly shouldPromptAccountIds: boolean }): boolean
  readonly credentials: WizardCredential[]
  disable<Config extends HostConfig>(cfg: Config): Config
}

/** Reads a file that the agent wants sent, as far as it may. */
export type MediaReader = (path: string) => Promise<Buffer>

/** A message that the host wants sent: a reminder, a recovered answer, the message tool. */
export interface OutboundMessage {
  /** The configuration that holds for it, with secrets resolved. */
  readonly cfg?: HostConfig
  readonly to: string
  readonly text: string
  readonly accountId?: string | null
  readonly threadId?: string | number | null
  readonly replyToId?: string | null
  readonly mediaUrl?: string
  /** What the host lets be read for it. */
  readonly mediaAccess?: { readonly localRoots?: readonly string[]; readonly readFile?: MediaReader }
  readonly mediaLocalRoots?: readonly string[]
  readonly mediaReadFile?: MediaReader
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

/** What a channel shows of the host's message cards. */
export interface PresentationCapabilities {
  readonly supported: boolean
  readonly buttons?: boolean
  readonly selects?: boolean
  readonly context?: boolean
  readonly divider?: boolean
  readonly limits?: {
    readonly actions: {
      readonly maxActions: number
      readonly maxLabelLength: number
      readonly supportsStyles: boolean
      readonly supportsDisabled: boolean
    }
  }
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
    resolveAllowFrom(input: { readonly cfg: HostConfig; readonly accountId?: string | null }): (string | number)[]
    resolveDefaultTo(input: { readonly cfg: HostConfig; readonly accountId?: string | null }): string | undefined
    setAccountEnabled<Config extends HostConfig>(input: {
      readonly cfg: Config
      readonly accountId: string
      readonly enabled: boolean
    }): Config
    deleteAccount<Config extends HostConfig>(input: { readonly cfg: Config; readonly accountId: string }): Config
  }
  readonly status: StatusAdapter
  readonly doctor: DoctorAdapter
  readonly setupContract: SetupContract
  readonly setupWizard: SetupWizard
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
  readonly messaging: {
    readonly targetResolver: { readonly hint: string; looksLikeId(raw: string): boolean }
  }
  readonly outbound: {
    readonly deliveryMode: 'direct'
    resolvePresentationCapabilities(input: { readonly accountId?: string | null }): PresentationCapabilities
    renderPresentation<Payload extends object>(input: {
      readonly payload: Payload
      readonly presentation: unknown
    }): Payload
    sendText(message: OutboundMessage): Promise<OutboundReceipt>
    sendPayload(message: OutboundMessage): Promise<OutboundReceipt>
    sendMedia(message: OutboundMessage): Promise<OutboundReceipt>
  }
  readonly gateway: { startAccount(context: AccountContext): Promise<void> }
}
