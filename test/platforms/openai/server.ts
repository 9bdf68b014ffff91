import type { ServerResponse } from 'node:http'
import { LoopbackServer } from '../kit/loopback-server.ts'
import { FakeOpenAI, type FakeOpenAIOptions } from './fake-openai.ts'
import type { Wire } from './program.ts'

/** Options of the server: those of the API, and where it listens. */
export interface OpenAIServerOptions extends FakeOpenAIOptions {
  /** Default: any free port. */
  readonly port?: number
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
  readonly #loopback = new LoopbackServer(async ({ method, url, headers, body }, response, gone) => {
    const path = new URL(url, 'http://localhost').pathname
    const text = Buffer.from(body).toString('utf8')
    await this.serve({ method, path, headers, text }, wireOf(response), gone)
  })

  /** Starts a server. It listens when this returns. */
  static async start(options: OpenAIServerOptions = {}): Promise<OpenAIServer> {
    const server = new OpenAIServer(options)
    await server.#loopback.listen(options.port)
    return server
  }

  /** The base URL of the API, `http://127.0.0.1:<port>/v1`. */
  get url(): string {
    return `http://${this.#loopback.host}/v1`
  }

  /** Stops listening and destroys what is open; that counts as no client's abort. */
  async close(): Promise<void> {
    if (!this.#loopback.listening) return
    this.stop()
    await this.#loopback.close()
  }

  /** For `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}
