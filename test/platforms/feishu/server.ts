import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { FakeFeishu, type FakeFeishuOptions } from './fake-feishu.ts'

const LOOPBACK = '127.0.0.1'
const REFUSED_UPGRADE = 'HTTP/1.1 403 Forbidden\r\nHandshake-Status: 403\r\nConnection: close\r\n\r\n'
const GOING_AWAY = 1001

/** Options of the server: those of the platform, and where it listens. */
export interface FeishuServerOptions extends FakeFeishuOptions {
  /** Default: any free port. */
  readonly port?: number
}

async function readBody(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part)
  return new Uint8Array(Buffer.concat(parts))
}

/** An Open Platform on a loopback port, over real HTTP and with real long connections. */
export class FeishuServer extends FakeFeishu {
  readonly #http: Server
  readonly #sockets = new WebSocketServer({ noServer: true })

  private constructor(options: FeishuServerOptions) {
    super(options)
    this.#http = createServer((request, response) => void this.#receive(request, response))
    this.#http.on('upgrade', (request, socket, head) => void this.#upgrade(request, socket, head))
  }

  /** Starts a server. It listens when this returns. */
  static async start(options: FeishuServerOptions = {}): Promise<FeishuServer> {
    const server = new FeishuServer(options)
    server.#http.listen(options.port ?? 0, LOOPBACK)
    await once(server.#http, 'listening')
    return server
  }

  /** The SDK's `domain`, `http://127.0.0.1:<port>`. */
  get url(): string {
    return `http://${this.#host}`
  }

  protected override get socketUrl(): string {
    return `ws://${this.#host}/ws/v2`
  }

  /** Stops listening and breaks off what is open. */
  async stop(): Promise<void> {
    if (!this.#http.listening) return
    this.shutDown()
    const closed = once(this.#http, 'close')
    this.#http.close()
    this.#http.closeAllConnections()
    for (const client of this.#sockets.clients) client.terminate()
    await closed
  }

  /** For `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  get #host(): string {
    const address = this.#http.address()
    if (address === null || typeof address === 'string') throw new Error('the server does not listen')
    return `${LOOPBACK}:${address.port}`
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController()
    response.on('close', () => {
      if (!response.writableFinished) gone.abort()
    })
    // A request that breaks off within its body has nobody left to answer.
    const body = await readBody(request).catch(() => undefined)
    if (body === undefined) return
    const { method = '', url = '/', headers } = request
    const contentType = headers['content-type'] ?? ''
    const incoming = { method, url, contentType, authorization: headers.authorization, body }
    const answer = await this.answer(incoming, gone.signal)
    if (answer === 'drop') response.destroy()
    else response.writeHead(answer.status, answer.headers).end(answer.body)
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', () => socket.destroy())
    const app = await this.admit(request.url ?? '/')
    if (app === undefined) {
      socket.end(REFUSED_UPGRADE)
      return
    }
    this.#sockets.handleUpgrade(request, socket, head, (client) => {
      const connection = app.accept({
        send: (bytes) => client.send(bytes),
        close: () => client.close(GOING_AWAY),
        terminate: () => client.terminate(),
      })
      client.on('message', (data) => connection.receive(bytesOf(data)))
      client.on('close', () => connection.closed())
      client.on('error', () => connection.closed())
    })
  }
}

function bytesOf(data: Buffer | ArrayBuffer | Buffer[]): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data)
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data
}
