import type { Agent } from 'node:http'
import { HttpsProxyAgent } from 'https-proxy-agent'
import { SocksProxyAgent } from 'socks-proxy-agent'

/** The agent that connects through a proxy: `http://`, `https://`, or `socks5://` and its kin. */
export function proxyAgent(proxy: string): Agent {
  const { protocol } = new URL(proxy)
  return protocol.startsWith('socks')
    ? new SocksProxyAgent(proxy, { keepAlive: true })
    : new HttpsProxyAgent(proxy, { keepAlive: true })
}
