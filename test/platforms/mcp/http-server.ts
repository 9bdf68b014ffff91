import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { z } from 'zod'

const LOOPBACK = '127.0.0.1'

/** How long a tool that is only slow takes between two signs of work. */
const PROGRESS_MS = 20

const incoming = z.looseObject({
  id: z.union([z.string(), z.number()]).optional(),
  method: z.string(),
  params: z.looseObject({ name: z.string().optional(), _meta: z.looseObject({}).optional() }).optional(),
})

type Incoming = z.infer<typeof incoming>

const SSE = { 'content-type': 'text/event-stream' }

/**
 * A tool server with bad manners over Streamable HTTP, written without any MCP library. Its tools: `hang` sends progress
 * and no result, `end` closes its stream without a result, `break` breaks the connection, `add` works.
 */
export class HttpToolServer {
  /** Every message, in the order of arrival. */
  readonly received: Incoming[] = []
  /** The `authorization` headers that came. */
  readonly keys = new Set<string | undefined>()
  readonly #http: Server
  #session = randomUUID()

  private constructor() {
    this.#http = createServer((request, response) => void this.#serve(request, response))
  }

  /** Starts a server; it listens when this returns. */
  static async start(): Promise<HttpToolServer> {
    const server = new HttpToolServer()
    server.#http.listen(0, LOOPBACK)
    await once(server.#http, 'listening')
    return server
  }

  /** Where it speaks MCP. The key in it is secret, as with many services. */
  get url(): string {
    const address = this.#http.address()
    if (address === null || typeof address === 'string') throw new Error('the server does not listen')
    return `http://${LOOPBACK}:${address.port}/mcp?key=url-secret-1`
  }

  /** Forgets its sessions, as after a restart. */
  restart(): void {
    this.#session = randomUUID()
  }

  /** Stops listening and destroys what is open. */
  async close(): Promise<void> {
    const closed = once(this.#http, 'close')
    this.#http.close()
    this.#http.closeAllConnections()
    await closed
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') return void response.writeHead(405).end()
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    const message = incoming.parse(JSON.parse(Buffer.concat(parts).toString('utf8')))
    this.received.push(message)
    this.keys.add(request.headers.authorization)
    if (message.method === 'initialize') {
      const result = {
        protocolVersion: '2025-06-18',
        capabilities: { tools: {} },
        serverInfo: { name: 'rude', version: '1' },
      }
      response.writeHead(200, { 'content-type': 'application/json', 'mcp-session-id': this.#session })
      return void response.end(JSON.stringify({ jsonrpc: '2.0', id: message.id, result }))
    }
    if (message.method === 'server/discover') return void response.writeHead(400).end('what?')
    if (request.headers['mcp-session-id'] !== this.#session) return void response.writeHead(404).end('no such session')
    if (message.id === undefined) return void response.writeHead(202).end()
    this.#answer(message, response)
  }

  #answer({ id, method, params }: Incoming, response: ServerResponse): void {
    const send = (body: object) => response.write(`data: ${JSON.stringify({ jsonrpc: '2.0', ...body })}\n\n`)
    response.writeHead(200, SSE)
    if (method === 'tools/list') {
      const names = ['hang', 'end', 'break', 'add']
      send({ id, result: { tools: names.map((name) => ({ name, inputSchema: { type: 'object' } })) } })
      return void response.end()
    }
    switch (params?.name) {
      case 'hang': {
        const progressToken = params._meta?.progressToken
        const timer = setInterval(() => {
          if (progressToken !== undefined)
            send({ method: 'notifications/progress', params: { progressToken, progress: 1 } })
        }, PROGRESS_MS)
        response.once('close', () => clearInterval(timer))
        break
      }
      case 'end':
        response.end()
        break
      case 'break':
        send({ method: 'notifications/message', params: { level: 'info', data: 'now' } })
        setImmediate(() => response.destroy())
        break
      default:
        send({ id, result: { content: [{ type: 'text', text: 'added' }] } })
        response.end()
    }
  }
}
