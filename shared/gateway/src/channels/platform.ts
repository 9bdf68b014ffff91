import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AccessRules, Channel, ChatRef, Clock, CommandWords, Engine, Language, Logger } from '@holdline/bridge'
import type { Config } from '../config/schema.ts'
import type { Variable } from '../config/variables.ts'

/** One thing that `doctor` looked at. */
export interface Finding {
  readonly check: string
  readonly ok: boolean
  readonly message: string
  /** What to do about it. */
  readonly fix?: string
}

/** One bot account, and its door for calls of the platform where it has one. */
export interface OpenedChannel {
  readonly channel: Channel
  /** Answers a call of the platform. False: it is not for this account, and nothing was done. */
  handleWebhook?(request: IncomingMessage, response: ServerResponse): boolean
}

/** What a channel is given by the gateway. */
export interface PlatformParts {
  /** The words of the core's commands, in all languages. */
  readonly commands: CommandWords
  /** The language for people whose language has no texts. */
  readonly language: Language
  /** Where a channel keeps what it has to know after a restart. */
  readonly engine: Engine
  readonly clock: Clock
  readonly logger: Logger
}

/** A platform that the gateway can talk to: its section of the configuration, and what is made of that. */
export interface Platform {
  /** As in `ChatRef.channel`; also the key of its section. */
  readonly name: string
  /** The environment variables of its section. */
  readonly variables: readonly Variable[]
  /** Keys of its section whose values are never shown. */
  readonly secretKeys: readonly string[]
  /** Every value of its section that must not reach a log. */
  secrets(config: Config): string[]
  /** The configured accounts as channels, not started. */
  open(config: Config, parts: PlatformParts): OpenedChannel[]
  /** Who is heard in a chat, as far as the section says. */
  access(config: Config, chat: ChatRef): Partial<AccessRules>
  /** Looks at the accounts with real calls that change nothing. `running`: our own gateway receives now. */
  probe(config: Config, running: boolean): Promise<Finding[]>
}
