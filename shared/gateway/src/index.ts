/** The embedded gateway: an agent loop, its composition with the bridge, and the command line. */
export { type AgentGatewayOptions, createAgentGateway } from './agent/index.ts'
export { run } from './cli/program.ts'
