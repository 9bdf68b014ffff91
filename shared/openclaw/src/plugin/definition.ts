import type { Channel, Clock, CommandWords, Engine, Language, Logger } from '@holdline/bridge'
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
  /** Ends what the channel holds besides its receiving. */
  close?(): Promise<void>
}

/** One channel of the suite, as an OpenClaw plugin. Everything else is the same for all of them. */
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
  /** The channel's own keys. */
  readonly schema: Schema
  /** Why an account cannot run as configured; `null` when it can. Never repeats a secret. */
  missing(config: z.output<Schema>, hostConfig: HostConfig): string | null
  /** Makes the channel of one account. */
  open(parts: ChannelParts<z.output<Schema>>): Open
  /** Registers what belongs to the plugin as a whole, such as paths on the gateway's port. */
  register?(api: HostApi, accounts: OpenAccounts<Open>): void
}

/** The accounts of a plugin that run now. */
export interface OpenAccounts<Open> {
  get(account: string): Open | undefined
}
