import http from 'node:http'
import https from 'node:https'
import { HttpsProxyAgent } from 'https-proxy-agent'
import { SocksProxyAgent } from 'socks-proxy-agent'
import { IDLE_CONNECTION_MS } from './limits.ts'

/** Connections are kept for the next call, but not for long. */
const REUSED = { keepAlive: true, timeout: IDLE_CONNECTION_MS }

/** What makes the connections of an account: directly, or through a proxy (`http://`, `https://`, `socks5://` and its kin). */
export function agentFor(url: string, proxy: string | undefined): http.Agent {
  if (proxy === undefined) return url.startsWith('https:') ? new https.Agent(REUSED) : new http.Agent(REUSED)
  const { protocol } = new URL(proxy)
  return protocol.startsWith('socks') ? new SocksProxyAgent(proxy, REUSED) : new HttpsProxyAgent(proxy, REUSED)
}
