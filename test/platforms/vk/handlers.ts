import { http, type RequestHandler } from 'msw'
import { mswAnswer } from '../kit/msw-answer.ts'
import { FakeVk, type FakeVkOptions } from './fake-vk.ts'

/** Options of the handlers: those of the platform, and for which address they answer. */
export interface VkHandlersOptions extends FakeVkOptions {
  /** The part of the API's address before `/method`. Default: `https://vk.test`, which no request can reach by accident. */
  readonly apiRoot?: string
}

/** The same platform as `VkServer`, as msw handlers: same rules, same people, same record, no socket. */
export class VkHandlers extends FakeVk {
  readonly #apiRoot: string
  /** To give to `setupServer` or `server.use`. */
  readonly handlers: readonly RequestHandler[]

  constructor({ apiRoot = 'https://vk.test', ...options }: VkHandlersOptions = {}) {
    super(options)
    this.#apiRoot = apiRoot
    this.handlers = [http.all(`${apiRoot}/*`, ({ request }) => this.#respond(request))]
  }

  /** The part of the API's address before `/method`. */
  override get url(): string {
    return this.#apiRoot
  }

  /** Delivers nothing more and ends what waits. */
  stop(): void {
    this.shutDown()
  }

  async #respond(request: Request): Promise<Response> {
    const { method, url, headers } = request
    const body = new Uint8Array(await request.arrayBuffer())
    const contentType = headers.get('content-type') ?? ''
    const authorization = headers.get('authorization') ?? ''
    return mswAnswer(await this.answer({ method, url, contentType, authorization, body }, request.signal))
  }
}
