import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'

const LOOPBACK = '127.0.0.1'

/** A request that has come whole. */
export interface WholeRequest {
  readonly method: string
  /** Path and query. */
  readonly url: string
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array<ArrayBuffer>
}

/** Answers a request. `gone` aborts when the client leaves before it has its answer. */
export type Serve = (request: WholeRequest, response: ServerResponse, gone: AbortSignal) => void | Promise<void>

/** HTTP on a port of this machine that only this machine reaches. */
export class LoopbackServer {
  /** For what else stands on the port, such as WebSockets. */
  readonly http: Server
  readonly #serve: Serve

  constructor(serve: Serve) {
    this.#serve = serve
    this.http = createServer((request, response) => void this.#receive(request, response))
  }

  /** Listens; 0 is any free port. */
  async listen(port = 0): Promise<void> {
    this.http.listen(port, LOOPBACK)
    await once(this.http, 'listening')
  }

  /** `127.0.0.1:<port>`. Throws while it does not listen. */
  get host(): string {
    const address = this.http.address()
    if (address === null || typeof address === 'string') throw new Error('the server does not listen')
    return `${LOOPBACK}:${address.port}`
  }

  /** Whether it listens. */
  get listening(): boolean {
    return this.http.listening
  }

  /** Stops listening and breaks off what is open. */
  async close(): Promise<void> {
    const closed = once(this.http, 'close')
    this.http.close()
    this.http.closeAllConnections()
    await closed
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController()
    response.on('close', () => {
      if (!response.writableFinished) gone.abort()
    })
    // A request that breaks off within its body has nobody left to answer.
    const body = await readBody(request).catch(() => undefined)
    if (body === undefined) return
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    await this.#serve({ method: request.method ?? '', url: request.url ?? '/', headers, body }, response, gone.signal)
  }
}

async function readBody(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part)
  return new Uint8Array(Buffer.concat(parts))
}
