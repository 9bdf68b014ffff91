import { http, type RequestHandler } from 'msw'
import { mswAnswer } from '../kit/msw-answer.ts'
import { FakeTelegram, type FakeTelegramOptions } from './fake-telegram.ts'

/** Options of the handlers: those of the platform, and for which address they answer. */
export interface TelegramHandlersOptions extends FakeTelegramOptions {
  /** Default: `https://telegram.test`, which no request can reach by accident. */
  readonly apiRoot?: string
}

/** The same platform as `TelegramServer`, as msw handlers: same rules, same people, same record, no socket. */
export class TelegramHandlers extends FakeTelegram {
  /** grammY's `apiRoot`. */
  readonly url: string
  /** To give to `setupServer` or `server.use`. */
  readonly handlers: readonly RequestHandler[]

  constructor({ apiRoot = 'https://telegram.test', ...options }: TelegramHandlersOptions = {}) {
    super(options)
    this.url = apiRoot
    this.handlers = [http.all(`${apiRoot}/*`, ({ request }) => this.#respond(request))]
  }

  /** Delivers nothing more and ends what waits. */
  stop(): void {
    this.shutDown()
  }

  async #respond(request: Request): Promise<Response> {
    const contentType = request.headers.get('content-type') ?? ''
    const body = new Uint8Array(await request.arrayBuffer())
    return mswAnswer(await this.answer({ method: request.method, url: request.url, contentType, body }, request.signal))
  }
}
