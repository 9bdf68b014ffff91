import type { Clock, Logger } from '@holdline/bridge'
import type { AgentLimits } from './limits.ts'

/** A tool server, in the form in which MCP clients write it. */
export type McpServerConfig = McpStdioConfig | McpHttpConfig

/** A server that is started as a child process and spoken to over its standard streams. */
export interface McpStdioConfig {
  readonly command: string
  readonly args?: readonly string[] | undefined
  /** Added to the few variables that MCP clients pass on (`PATH`, `HOME` …). Values are secrets. */
  readonly env?: Readonly<Record<string, string>> | undefined
}

/** A server that is spoken to over HTTP (Streamable HTTP, or the older SSE). */
export interface McpHttpConfig {
  readonly url: string
  /** Sent with each request. Values are secrets. */
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** What the agent is made of. */
export interface AgentGatewayOptions {
  readonly model: {
    /** An OpenAI-compatible server, up to and with `/v1`. Absent: the built-in demo model. */
    readonly baseUrl?: string
    readonly apiKey?: string
    /** Model names, the first one first; the others take over when it fails. */
    readonly models: readonly string[]
  }
  /** What the model is told first. Default: a short one for chats. */
  readonly systemPrompt?: string
  /** Tool servers by name. */
  readonly mcpServers: Readonly<Record<string, McpServerConfig>>
  readonly clock: Clock
  readonly log: Logger
  /** Chance for the jitter of retries: a number in [0, 1). Default: `Math.random`. */
  readonly random?: () => number
  readonly limits?: Partial<AgentLimits>
}
