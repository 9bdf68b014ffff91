import type { Channel, ChatRef, Clock, CommandWords, Engine, Inbound, Language, Logger } from '@holdline/bridge'
import type { z } from 'zod'
import type { HostApi } from '../host/api.ts'
import type { HostConfig } from '../host/config.ts'

/** What one account's channel is made with. */
export interface ChannelParts<Config> {
  readonly account: string
  /** The channel's own keys, checked. */
  readonly config: Config
  readonly hostConfig: HostConfig
  /** The default language. */
  readonly language: Language
  readonly engine: Engine
  readonly clock: Clock
  readonly logger: Logger
  /** The words of the core's commands, in all languages. */
  readonly commands: CommandWords
  /** Whether a text is a control command. */
  isControl(text: string): boolean
}

/** A channel that runs. */
export interface OpenChannel {
  readonly channel: Channel
  /** What a press on a button of the host writes to the channel's own log, as `Inbound.log`. Default: nothing. */
  logOf?(chat: ChatRef): Inbound['log']
  /** How messages come in, for status pages; default: not said. */
  readonly mode?: 'polling' | 'webhook'
  /** Ends what the channel holds besides its receiving. */
  close?(): Promise<void>
}

/** What became of looking at one thing, with real calls. Never repeats a secret. */
export interface Finding {
  readonly ok: boolean
  /** What was found, in one sentence. */
  readonly message: string
  /** What to do about it. */
  readonly fix?: string
}

/** An account that is looked at. */
export interface ProbedAccount<Config> {
  readonly name: string
  /** The channel's own keys, checked. */
  readonly config: Config
  readonly hostConfig: HostConfig
}

/** A key of the host's bundled channel that means nothing here: operators may have copied their section. */
export interface ForeignKey {
  /** `ignored`: accepted, and doctor says that it has no effect. `refused`: the account does not start with it. */
  readonly taken: 'ignored' | 'refused'
  /** Why, and what to use instead. */
  readonly why: string
}

/**
 * One channel of the suite, as an OpenClaw plugin. Everything else is the same for all of them: secret references,
 * account inspection, status, doctor, `channels add` and the setup wizard follow from the schema and these fields.
 */
export interface PluginDefinition<Schema extends z.ZodObject, Open extends OpenChannel> {
  /** The bridge's name of it, `webchat`; the host knows it as `holdline-webchat`. */
  readonly channel: string
  readonly label: string
  readonly description: string
  readonly chatTypes: readonly ('direct' | 'group')[]
  /** How people of this channel are named in pairing requests. */
  readonly idLabel: string
  /** Who may write in direct chats unless configured. */
  readonly dmPolicy: 'open' | 'pairing'
  /** Answers can carry buttons, as `capabilities.buttons` of its channel says. Default false: they are put into words. */
  readonly buttons?: boolean
  /** The channel's own keys. */
  readonly schema: Schema
  /**
   * The keys that hold secrets, the most important first: they may be references of the host (`{source, provider, id}`).
   * Default: the keys of the schema whose names end in token, secret, password or key.
   */
  readonly secrets?: readonly string[]
  /**
   * Environment variables that `openclaw channels add --use-env` and the wizard take secrets from, by key. They are
   * written as references, so that the value stays in the environment. Default: none.
   */
  readonly env?: Readonly<Record<string, string>>
  /** What an operator reads before being asked for the secrets: where to get them. Default: nothing. */
  readonly setupHelp?: readonly string[]
  /** The key that no two accounts may share, such as a bot's token. Default: none. */
  readonly identity?: string
  /** Keys of the host's bundled channel that are not taken. Default: none; the host refuses all that nobody knows. */
  readonly foreignKeys?: Readonly<Record<string, ForeignKey>>
  /** Why an account cannot run as configured; `null` when it can. Never repeats a secret. */
  missing(config: z.output<Schema>, hostConfig: HostConfig, account: string): string | null
  /**
   * Looks whether an account works, with calls that change nothing and take no message away: for `channels status
   * --probe` and `doctor`. `running`: a gateway receives for it now. Default: nothing is looked at.
   */
  probe?(account: ProbedAccount<z.output<Schema>>, running: boolean): Promise<Finding[]>
  /** What to do about a problem that a running account reports. Default: the problem says it itself. */
  fixOf?(problem: string, hostConfig: HostConfig): string | undefined
  /** Makes the channel of one account. */
  open(parts: ChannelParts<z.output<Schema>>): Open
  /**
   * The address of a file of the agent, for channels that show a link instead of the file (`capabilities.media` off).
   * `register` serves it. Default: the file is named.
   */
  linkTo?(file: { readonly key: string; readonly name: string }): string
  /** Registers what belongs to the plugin as a whole, such as paths on the gateway's port. */
  register?(api: RouteApi, accounts: OpenAccounts<Open>, files: OpenFiles): void
}

/** What a plugin registers paths with. */
export type RouteApi = Pick<HostApi, 'registerHttpRoute'>

/** The files that agents have sent. */
export interface OpenFiles {
  /** A file's content by its key; `null` where there is none. */
  read(key: string): Promise<Uint8Array | null>
}

/** The accounts of a plugin that run now. */
export interface OpenAccounts<Open> {
  get(account: string): Open | undefined
  all(): readonly Open[]
}
