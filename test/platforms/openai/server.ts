import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { FakeOpenAI, type FakeOpenAIOptions } from './fake-openai.ts'
import type { Wire } from './program.ts'

const LOOPBACK = '127.0.0.1'

/** Options of the server: those of the API, and where it listens. */
export interface OpenAIServerOptions extends FakeOpenAIOptions {
  /** Default: any free port. */
  readonly port?: number
}

async function readText(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}

function headersOf(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
}

function wireOf(response: ServerResponse): Wire {
  return {
    head: (status, headers) => {
      response.writeHead(status, headers)
      response.flushHeaders()
    },
    // Once written or refused, the text has left us: that the client is gone is seen by the `close` of the response.
    write: (text) => new Promise((resolve) => response.write(text, () => resolve())),
    end: () => response.end(),
    destroy: () => response.destroy(),
  }
}

/** An OpenAI-compatible server on a loopback port, over real HTTP. It stands for any such server in Holdline's tests. */
export class OpenAIServer extends FakeOpenAI {
  readonly #http: Server

  private constructor(options: OpenAIServerOptions) {
    super(options)
    this.#http = createServer((request, response) => void this.#receive(request, response))
  }

  /** Starts a server. It listens when this returns. */
  static async start(options: OpenAIServerOptions = {}): Promise<OpenAIServer> {
    const server = new OpenAIServer(options)
    server.#http.listen(options.port ?? 0, LOOPBACK)
    await once(server.#http, 'listening')
    return server
  }

  /** The base URL of the API, `http://127.0.0.1:<port>/v1`. */
  get url(): string {
    const address = this.#http.address()
    if (address === null || typeof address === 'string') throw new Error('the server does not listen')
    return `http://${LOOPBACK}:${address.port}/v1`
  }

  /** Stops listening and destroys what is open; that counts as no client's abort. */
  async close(): Promise<void> {
    if (!this.#http.listening) return
    this.stop()
    const closed = once(this.#http, 'close')
    this.#http.close()
    this.#http.closeAllConnections()
    await closed
  }

  /** For `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController()
    response.on('close', () => {
      if (!response.writableFinished) gone.abort()
    })
    // A request that breaks off within its body has nobody left to answer.
    const text = await readText(request).catch(() => undefined)
    if (text === undefined) return
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    const incoming = { method: request.method ?? '', path, headers: headersOf(request), text }
    await this.serve(incoming, wireOf(response), gone.signal)
  }
}
