import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { FakeVk, type FakeVkOptions } from './fake-vk.ts'

const LOOPBACK = '127.0.0.1'

/** Options of the server: those of the platform, and where it listens. */
export interface VkServerOptions extends FakeVkOptions {
  /** Default: any free port. */
  readonly port?: number
}

async function readBody(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part)
  return new Uint8Array(Buffer.concat(parts))
}

/** VK on a loopback port, over real HTTP. */
export class VkServer extends FakeVk {
  readonly #http: Server

  private constructor(options: VkServerOptions) {
    super(options)
    this.#http = createServer((request, response) => void this.#receive(request, response))
  }

  /** Starts a server. It listens when this returns. */
  static async start(options: VkServerOptions = {}): Promise<VkServer> {
    const server = new VkServer(options)
    server.#http.listen(options.port ?? 0, LOOPBACK)
    await once(server.#http, 'listening')
    return server
  }

  /** The part of the API's address before `/method`: `http://127.0.0.1:<port>`. */
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
    // A request that breaks off within its body has nobody left to answer.
    const body = await readBody(request).catch(() => undefined)
    if (body === undefined) return
    const { method = '', url = '/', headers } = request
    const contentType = headers['content-type'] ?? ''
    const incoming = { method, url, contentType, authorization: headers.authorization ?? '', body }
    const answer = await this.answer(incoming, gone.signal)
    if (answer === 'drop') response.destroy()
    else response.writeHead(answer.status, answer.headers).end(answer.body)
  }
}
