import { fileURLToPath } from 'node:url'
import type { AgentGatewayOptions } from '@holdline/gateway'

/** Its program. */
export const EVERYTHING_ENTRY = fileURLToPath(
  new URL('../node_modules/@modelcontextprotocol/server-everything/dist/index.js', import.meta.url),
)

/** A tool server's configuration. */
export type ServerConfig = AgentGatewayOptions['mcpServers'][string]

/** The ecosystem's test server as a child process. */
export const EVERYTHING: ServerConfig = { command: process.execPath, args: [EVERYTHING_ENTRY, 'stdio'] }
