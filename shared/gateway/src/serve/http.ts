import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { ConfigurationError } from '@holdline/bridge'
import type { Webchat } from '@holdline/webchat'
import type { Metrics } from './metrics.ts'

/** What the HTTP server serves. */
export interface HttpParts {
  readonly webchat: Webchat | undefined
  readonly metrics: Metrics
  /** Whether a request may see the metrics: it has the token, or none is set. */
  authorized(request: IncomingMessage): boolean
  /** Answers a call of a platform. False: it is not one. */
  webhook(request: IncomingMessage, response: ServerResponse): boolean
  /** Whether new work is taken: false while starting and draining. */
  ready(): boolean
  /** Whether the store answers. */
  alive(): Promise<boolean>
}

/** Connections that are still open this long after the goodbye are cut. */
const CLOSE_GRACE_MS = 1_000

/** The gateway's HTTP server: health, metrics, and Webchat's page and socket. */
export function createHttp(parts: HttpParts): Server {
  const server = createServer((request, response) => {
    void answer(parts, request, response).catch(() => send(response, 500, 'text/plain', 'internal error\n'))
  })
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    if (parts.webchat === undefined)
      socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n')
    else parts.webchat.handleUpgrade(request, socket, head)
  })
  return server
}

/** Starts to listen. Resolves with the base URL. @throws {ConfigurationError} when the address cannot be had */
export function listen(server: Server, host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE'
          ? `port ${port} is in use; stop what uses it, or set another (0: any free port)`
          : `it cannot be listened on (${error.code}); set another`
      reject(new ConfigurationError(`HOLDLINE_HOST (host) "${host}", HOLDLINE_PORT (port) ${port}: ${why}`))
    })
    server.listen(port, host, () => {
      const address = server.address()
      const bound = typeof address === 'object' && address !== null ? address.port : port
      resolve(`http://${host.includes(':') ? `[${host}]` : host}:${bound}`)
    })
  })
}

/** Stops listening, and waits for what is under way, within a grace. */
export function closeHttp(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS)
    server.close(() => {
      clearTimeout(timer)
      resolve()
    })
    server.closeIdleConnections()
  })
}

async function answer(parts: HttpParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // A client may ask for what is no address, such as `//`.
  const pathname = URL.parse(request.url ?? '/', 'http://localhost')?.pathname
  if (request.method === 'POST' && parts.webhook(request, response)) return
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  if (isRead && pathname === '/healthz') {
    const ok = await parts.alive()
    return json(response, ok ? 200 : 503, { status: ok ? 'ok' : 'store unavailable' })
  }
  if (isRead && pathname === '/readyz') {
    const ok = parts.ready() && (await parts.alive())
    return json(response, ok ? 200 : 503, { status: ok ? 'ready' : 'not ready' })
  }
  if (isRead && pathname === '/metrics') {
    if (!parts.authorized(request)) {
      response.setHeader('www-authenticate', 'Bearer realm="holdline"')
      return send(response, 401, 'text/plain', 'token required\n')
    }
    return send(response, 200, parts.metrics.contentType, await parts.metrics.text())
  }
  if (parts.webchat?.handleRequest(request, response) === true) return
  send(response, 404, 'text/plain', 'not found\n')
}

function json(response: ServerResponse, status: number, value: object): void {
  send(response, status, 'application/json', `${JSON.stringify(value)}\n`)
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  if (response.headersSent) return
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
  response.end(body)
}
