import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { AgentEvent } from './agent-event.ts'
import type { ChannelPlugin } from './channel-plugin.ts'
import type { DmScope, HostConfig } from './config.ts'
import type { InboundApi } from './inbound.ts'

/*
 * The host as this suite uses it: OpenClaw's plugin SDK, cut down to what is called. `openclaw` is no dependency, since
 * the host gives itself to the plugin at run time; `test/openclaw-host` compiles these types against the real ones.
 */

/** Why the entry is called: `full` runs, the others only look. */
export type RegistrationMode = 'full' | 'discovery' | 'cli-metadata' | 'setup-only' | 'setup-runtime' | 'tool-discovery'

/** The host's log. */
export interface HostLogger {
  debug?(message: string): void
  info(message: string): void
  warn(message: string): void
  error(message: string): void
}

/** A path on the gateway's own port. */
export interface HttpRoute {
  readonly path: string
  /** `plugin`: the plugin decides who may. */
  readonly auth: 'gateway' | 'plugin'
  readonly match: 'exact' | 'prefix'
  readonly handler: (request: IncomingMessage, response: ServerResponse) => boolean
  readonly handleUpgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean
}

/** A call of a gateway method. */
export interface GatewayCall {
  readonly params: Readonly<Record<string, unknown>>
  readonly respond: (
    ok: boolean,
    payload?: unknown,
    error?: { readonly code: string; readonly message: string },
  ) => void
}

/** A command of the host's `commander` program, as far as it is used. */
export interface CliCommand {
  command(name: string): CliCommand
  description(text: string): CliCommand
  option(flags: string, description: string, standard?: boolean): CliCommand
  action(run: (...args: unknown[]) => Promise<void>): CliCommand
}

/** What a host session is known as. */
export interface HostSession {
  /** Changes with every `/new`; the session's id does not. */
  readonly lifecycleRevision?: string
  readonly status?: string
  readonly abortedLastRun?: boolean
}

/** Who a message belongs to. */
export interface AgentRoute {
  readonly agentId: string
  readonly sessionKey: string
  readonly mainSessionKey: string
  readonly dmScope?: DmScope
}

/** The runtime helpers that the host gives a plugin. */
export interface HostRuntime {
  readonly version: string
  readonly config: { current(): HostConfig }
  readonly state: { resolveStateDir(env: NodeJS.ProcessEnv): string }
  readonly channel: {
    readonly routing: {
      resolveAgentRoute(input: {
        readonly cfg: HostConfig
        readonly channel: string
        readonly accountId: string
        readonly peer: { readonly kind: 'direct' | 'group'; readonly id: string }
      }): AgentRoute
    }
    readonly inbound: InboundApi
    readonly media: {
      /** Keeps a file where the agent may read it. */
      saveMediaBuffer(
        buffer: Buffer,
        contentType?: string,
        subdir?: string,
        maxBytes?: number,
        originalFilename?: string,
      ): Promise<{ readonly path: string; readonly size: number; readonly contentType?: string }>
    }
    readonly pairing: {
      readAllowFromStore(input: { readonly channel: string; readonly accountId: string }): Promise<readonly string[]>
      upsertPairingRequest(input: {
        readonly channel: string
        readonly accountId: string
        readonly id: string
        readonly meta?: Readonly<Record<string, string>>
      }): Promise<{ readonly code: string; readonly created: boolean }>
    }
  }
  readonly media: {
    loadWebMedia(
      source: string,
      options: {
        readonly maxBytes: number
        readonly optimizeImages: boolean
        readonly localRoots?: readonly string[]
        readonly readFile?: (path: string) => Promise<Buffer>
      },
    ): Promise<{
      readonly buffer: Buffer
      readonly contentType?: string | undefined
      readonly kind: string | undefined
      readonly fileName?: string | undefined
    }>
  }
  readonly agent: {
    resolveAgentWorkspaceDir(cfg: HostConfig, agentId: string): string
    readonly session: {
      getSessionEntry(input: { readonly agentId: string; readonly sessionKey: string }): HostSession | undefined
    }
  }
}

/** What a plugin's entry is given. */
export interface HostApi {
  readonly registrationMode: RegistrationMode
  readonly config: HostConfig
  readonly runtime: HostRuntime
  readonly logger: HostLogger
  readonly agent: {
    readonly events: {
      registerAgentEventSubscription(subscription: {
        readonly id: string
        readonly description: string
        handle(event: AgentEvent): void
      }): void
    }
  }
  /** What the host calls when it lets go of this instance of the plugin. */
  readonly lifecycle?: { onDispose?(dispose: () => void): unknown }
  registerChannel(plugin: ChannelPlugin): void
  registerHttpRoute(route: HttpRoute): void
  registerGatewayMethod(
    method: string,
    handler: (call: GatewayCall) => Promise<void>,
    options: { readonly scope: 'operator.read' | 'operator.write' },
  ): void
  registerCli(
    registrar: (context: { readonly program: CliCommand }) => void,
    options: {
      readonly descriptors: readonly {
        readonly name: string
        readonly description: string
        readonly hasSubcommands: boolean
      }[]
    },
  ): void
  on(
    hook: 'gateway_start' | 'gateway_stop',
    handler: (event: unknown, context: { readonly abortSignal?: AbortSignal }) => void,
  ): void
}
