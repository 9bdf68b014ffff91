import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { FakeDingtalk, type FakeDingtalkOptions } from './fake-dingtalk.ts'
import { openStreams } from './stream-server.ts'

const LOOPBACK = '127.0.0.1'

/** Options of the server: those of the platform, and where it listens. */
export interface DingtalkServerOptions extends FakeDingtalkOptions {
  /** Default: any free port. */
  readonly port?: number
}

/** DingTalk on a loopback port, over real HTTP and WebSockets. */
export class DingtalkServer extends FakeDingtalk {
  readonly #http: Server

  private constructor(options: DingtalkServerOptions) {
    super(options)
    this.#http = createServer((request, response) => void this.#receive(request, response))
    openStreams(this.#http, this.gateway)
  }

  /** Starts a server. It listens when this returns. */
  static async start(options: DingtalkServerOptions = {}): Promise<DingtalkServer> {
    const server = new DingtalkServer(options)
    server.#http.listen(options.port ?? 0, LOOPBACK)
    await once(server.#http, 'listening')
    return server
  }

  /** `http://127.0.0.1:<port>`: `DINGTALK_API_ROOT` and `DINGTALK_OAPI_ROOT` in one. */
  override get url(): string {
    const address = this.#http.address()
    if (address === null || typeof address === 'string') throw new Error('the server does not listen')
    return `http://${LOOPBACK}:${address.port}`
  }

  /** Stops listening and breaks off what is open. */
  async stop(): Promise<void> {
    if (!this.#http.listening) return
    this.shutDown()
    const closed = once(this.#http, 'close')
    this.#http.close()
    this.#http.closeAllConnections()
    await closed
  }

  /** For `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController()
    response.on('close', () => {
      if (!response.writableFinished) gone.abort()
    })
    const parts: Buffer[] = []
    try {
      for await (const part of request) parts.push(part)
    } catch {
      // The client left within its body: there is nobody to answer.
      return
    }
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    const incoming = {
      method: request.method ?? '',
      url: request.url ?? '/',
      headers,
      body: new Uint8Array(Buffer.concat(parts)),
    }
    const answer = await this.answer(incoming, gone.signal)
    if (answer === 'drop') response.destroy()
    else response.writeHead(answer.status, { 'content-type': answer.contentType }).end(answer.body)
  }
}
