import http from 'node:http'
import https from 'node:https'
import { HttpsProxyAgent } from 'https-proxy-agent'

/** Connections are kept for the next call, but not for long: routers forget idle ones. */
const REUSED = { keepAlive: true, timeout: 50_000 }

/** What makes the connections of an account: of calls, and of the long connection, which is one of its own. */
export interface Agents {
  readonly httpAgent: http.Agent
  readonly httpsAgent: https.Agent
  /** Absent: directly. The `ws` package honours no proxy variables, so it needs one of its own. */
  readonly socketAgent?: http.Agent
}

/** Connections straight to the platform, or through a proxy. */
export function agentsFor(proxy: string | undefined): Agents {
  if (proxy === undefined) return { httpAgent: new http.Agent(REUSED), httpsAgent: new https.Agent(REUSED) }
  const through = new HttpsProxyAgent(proxy, REUSED)
  return { httpAgent: through, httpsAgent: through, socketAgent: new HttpsProxyAgent(proxy) }
}
