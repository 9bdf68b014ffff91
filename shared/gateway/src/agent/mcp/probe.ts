import type { Clock } from '@holdline/bridge'
import { DEFAULT_LIMITS } from '../limits.ts'
import type { McpServerConfig } from '../options.ts'
import { connect } from './connect.ts'

/** What became of a try to reach one tool server. */
export interface ToolServerFinding {
  readonly name: string
  /** How many tools it offers; absent: it could not be reached. */
  readonly tools?: number
  /** Why it could not be reached. May hold what the server said: hide secrets before it is shown. */
  readonly problem?: string
}

/** Longer messages of a server are cut. */
const MAX_PROBLEM = 300

/** Starts or reaches every tool server, asks for its tools, and ends it again. */
export function probeToolServers(
  servers: Readonly<Record<string, McpServerConfig>>,
  clock: Clock,
  signal: AbortSignal,
): Promise<readonly ToolServerFinding[]> {
  return Promise.all(Object.entries(servers).map(([name, config]) => probe(name, config, clock, signal)))
}

async function probe(
  name: string,
  config: McpServerConfig,
  clock: Clock,
  signal: AbortSignal,
): Promise<ToolServerFinding> {
  let said = ''
  const listener = {
    fault: () => {},
    line: (text: string) => {
      said = text
    },
    toolsChanged: () => {},
    exited: () => {},
  }
  try {
    const connection = await connect(config, listener, { clock, limits: DEFAULT_LIMITS, signal })
    try {
      return { name, tools: (await connection.list()).length }
    } finally {
      await connection.close()
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { name, problem: `${why}${said === '' ? '' : ` (${said})`}`.slice(0, MAX_PROBLEM) }
  }
}
