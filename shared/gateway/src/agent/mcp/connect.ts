import { createMCPClient, type ListToolsResult, type MCPClient, MCPClientError } from '@ai-sdk/mcp'
import type { Clock } from '@holdline/bridge'
import type { AgentLimits } from '../limits.ts'
import type { McpHttpConfig, McpServerConfig } from '../options.ts'
import { toolServerFetch } from './http-fetch.ts'
import { type StdioListener, StdioTransport } from './stdio-transport.ts'

/** A tool as its server describes it. */
export type ToolDefinition = ListToolsResult['tools'][number]

/** A working connection to a tool server. */
export interface Connection {
  readonly client: MCPClient
  /** Asks for the tools, page by page. */
  list(): Promise<readonly ToolDefinition[]>
  close(): Promise<void>
}

/** What a connection says. */
export interface ConnectionListener extends StdioListener {
  /** Something the protocol did not foresee; the connection may well go on. */
  fault(error: unknown): void
}

/** Statuses by which an older server, one that only speaks SSE, refuses Streamable HTTP. */
const NOT_STREAMABLE: ReadonlySet<number | undefined> = new Set([400, 404, 405])

/** What connecting needs around it. */
export interface ConnectContext {
  readonly clock: Clock
  readonly limits: AgentLimits
  /** Gives up: the gateway is closing. */
  readonly signal: AbortSignal
}

/** Starts or reaches a tool server and shakes hands. @throws what went wrong, with nothing left running */
export async function connect(
  config: McpServerConfig,
  listener: ConnectionListener,
  context: ConnectContext,
): Promise<Connection> {
  const { clock, limits } = context
  const client = await ('command' in config
    ? connectStdio(new StdioTransport(config, listener, clock, limits.serverStopMs), listener, context)
    : connectHttp(config, listener, context))
  return { client, list: () => listAll(client, limits), close: () => client.close() }
}

async function connectStdio(
  transport: StdioTransport,
  listener: ConnectionListener,
  context: ConnectContext,
): Promise<MCPClient> {
  try {
    return await createMCPClient({ ...settings(listener, context), transport })
  } catch (error) {
    await transport.close()
    throw error
  }
}

async function connectHttp(
  { url, headers }: McpHttpConfig,
  listener: ConnectionListener,
  context: ConnectContext,
): Promise<MCPClient> {
  const transport = { url, ...(headers === undefined ? {} : { headers: { ...headers } }), fetch: toolServerFetch }
  try {
    return await createMCPClient({ ...settings(listener, context), transport: { ...transport, type: 'http' } })
  } catch (error) {
    if (!MCPClientError.isInstance(error) || !NOT_STREAMABLE.has(error.statusCode)) throw error
    listener.line(`no Streamable HTTP (status ${error.statusCode}), trying SSE`)
    return await createMCPClient({ ...settings(listener, context), transport: { ...transport, type: 'sse' } })
  }
}

function settings(listener: ConnectionListener, { limits, signal }: ConnectContext) {
  return {
    clientName: 'holdline',
    initializationOptions: { timeout: limits.serverStartMs, signal },
    onUncaughtError: (error: unknown) => listener.fault(error),
  }
}

async function listAll(client: MCPClient, limits: AgentLimits): Promise<ToolDefinition[]> {
  const tools: ToolDefinition[] = []
  let cursor: string | undefined
  do {
    const page = await client.listTools({
      ...(cursor === undefined ? {} : { params: { cursor } }),
      options: { timeout: limits.serverStartMs },
    })
    tools.push(...page.tools)
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return tools
}
