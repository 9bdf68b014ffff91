/** The agent runtime of the embedded gateway. */
export { createAgentGateway } from './gateway.ts'
export { probeToolServers } from './mcp/probe.ts'
export type { AgentGatewayOptions } from './options.ts'
