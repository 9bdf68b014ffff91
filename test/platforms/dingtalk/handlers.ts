import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { http, passthrough, type RequestHandler } from 'msw'
import { mswAnswer } from '../kit/msw-answer.ts'
import { FakeDingtalk, type FakeDingtalkOptions } from './fake-dingtalk.ts'
import { openStreams } from './stream-server.ts'

const API_ROOT = 'https://api.dingtalk.test'

/**
 * The same platform as `DingtalkServer`, its HTTP as msw handlers: same rules, same people, same record. msw cannot mock
 * the WebSockets of the `ws` package (no frame flows), so that streams are real ones, on a loopback port.
 */
export class DingtalkHandlers extends FakeDingtalk {
  /** To give to `setupServer` or `server.use`. */
  readonly handlers: readonly RequestHandler[]
  readonly #streams: Server

  private constructor(options: FakeDingtalkOptions, streams: Server) {
    super(options)
    this.#streams = streams
    openStreams(streams, this.gateway)
    this.handlers = [
      http.all(`${API_ROOT}/*`, ({ request }) => this.#respond(request)),
      http.get('http://127.0.0.1:*/connect', () => passthrough()),
    ]
  }

  /** Opens the loopback port. */
  static async start(options: FakeDingtalkOptions = {}): Promise<DingtalkHandlers> {
    const streams = createServer()
    streams.listen(0, '127.0.0.1')
    await once(streams, 'listening')
    return new DingtalkHandlers(options, streams)
  }

  /** An address that no request can reach by accident. */
  override get url(): string {
    return API_ROOT
  }

  override get streamUrl(): string {
    const address = this.#streams.address()
    return `ws://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/connect`
  }

  /** Ends what waits, and closes the port. */
  stop(): void {
    this.shutDown()
    this.#streams.close()
    this.#streams.closeAllConnections()
  }

  async #respond(request: Request): Promise<Response> {
    const headers = Object.fromEntries(request.headers.entries())
    const body = new Uint8Array(await request.arrayBuffer())
    return mswAnswer(await this.answer({ method: request.method, url: request.url, headers, body }, request.signal))
  }
}
