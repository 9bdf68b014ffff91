import { fileURLToPath } from 'node:url'
import { createAgentGateway } from '@holdline/gateway'
import { realClock, TestLog } from './test-log.ts'
import { TurnRecorder, turnOf } from './turn-recorder.ts'

// A process with an agent whose tool server runs: says the server's pid, and waits to be killed.

const RUDE = fileURLToPath(new URL('../platforms/mcp/main.ts', import.meta.url))

const log = new TestLog()
const gateway = createAgentGateway({
  model: { models: [] },
  mcpServers: { rude: { command: process.execPath, args: [RUDE] } },
  clock: realClock,
  log,
})
await gateway.run(turnOf('hello'), new TurnRecorder(), new AbortController().signal)
process.stdout.write(/pid (\d+)/.exec(log.text)?.[1] ?? '')
