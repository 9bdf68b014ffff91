import { http, type RequestHandler } from 'msw'
import { mswAnswer } from '../kit/msw-answer.ts'
import { FakeFeishu, type FakeFeishuOptions } from './fake-feishu.ts'

/** Options of the handlers: those of the platform, and for which address they answer. */
export interface FeishuHandlersOptions extends FakeFeishuOptions {
  /** Default: `https://feishu.test`, which no request can reach by accident. */
  readonly domain?: string
}

/**
 * The same platform as `FeishuServer`, as msw handlers: same rules, same people, same record, no socket. There is no long
 * connection over msw (the SDK's WebSocket client cannot be intercepted): events come by webhook, or not at all.
 */
export class FeishuHandlers extends FakeFeishu {
  /** The SDK's `domain`. */
  readonly url: string
  /** To give to `setupServer` or `server.use`. */
  readonly handlers: readonly RequestHandler[]

  constructor({ domain = 'https://feishu.test', ...options }: FeishuHandlersOptions = {}) {
    super(options)
    this.url = domain
    this.handlers = [http.all(`${domain}/*`, ({ request }) => this.#respond(request))]
  }

  /** Delivers nothing more and ends what waits. */
  stop(): void {
    this.shutDown()
  }

  async #respond(request: Request): Promise<Response> {
    const contentType = request.headers.get('content-type') ?? ''
    const authorization = request.headers.get('authorization') ?? undefined
    const body = new Uint8Array(await request.arrayBuffer())
    const incoming = { method: request.method, url: request.url, contentType, authorization, body }
    return mswAnswer(await this.answer(incoming, request.signal))
  }
}
