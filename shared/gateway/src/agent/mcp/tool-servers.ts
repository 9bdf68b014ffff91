import type { McpServerConfig } from '../options.ts'
import type { ToolSource } from '../tools/toolset.ts'
import { abortable, wait } from '../wait.ts'
import { type ServerContext, ToolServer } from './tool-server.ts'

/** All configured tool servers. */
export interface ToolServers {
  /** Starts what does not run, and waits a bounded time for it: a slow server joins a later step. */
  ready(signal: AbortSignal): Promise<void>
  /** The tools that are known now, by server. */
  sources(): ToolSource[]
  close(): Promise<void>
}

/** The servers of a configuration. None is started before it is needed. */
export function toolServers(configs: Readonly<Record<string, McpServerConfig>>, context: ServerContext): ToolServers {
  const servers = Object.entries(configs).map(([name, config]) => new ToolServer(name, config, context))
  return {
    async ready(signal) {
      if (servers.length === 0) return
      const all = Promise.all(servers.map((server) => server.ready()))
      const enough = new AbortController()
      const patience = wait(context.clock, context.limits.serverWaitMs, AbortSignal.any([signal, enough.signal]))
      await abortable(Promise.race([all, patience.catch(() => {})]), signal)
      enough.abort()
    },
    sources: () => servers.map((server) => ({ server: server.name, tools: server.tools() })),
    async close() {
      await Promise.all(servers.map((server) => server.close()))
    },
  }
}
