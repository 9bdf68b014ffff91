import http from 'node:http'
import https from 'node:https'
import { IDLE_CONNECTION_MS } from './limits.ts'

/** Connections are kept for the next call, but not for long. */
const REUSED = { keepAlive: true, timeout: IDLE_CONNECTION_MS }

const PLAIN = new http.Agent(REUSED)
const SECURE = new https.Agent(REUSED)

/** What makes the connections to an address, for all accounts. vk-io's own speaks only HTTPS. */
export function agentFor(url: URL): http.Agent {
  return url.protocol === 'https:' ? SECURE : PLAIN
}
