import { HttpResponse, http, type RequestHandler } from 'msw'
import { FakeOpenAI, type FakeOpenAIOptions } from './fake-openai.ts'
import type { Wire } from './program.ts'

// As a real server streams. Without it msw marks the body's end by the connection's end, and a broken one looks whole.
const CHUNKED = { 'transfer-encoding': 'chunked' }

/** Options of the handlers: those of the API, and for which base URL they answer. */
export interface OpenAIHandlersOptions extends FakeOpenAIOptions {
  /** Ends in `/v1`. Default: `https://openai.test/v1`, which no request can reach by accident. */
  readonly baseURL?: string
}

/** The same API as `OpenAIServer`, as msw handlers: same rules, same scripts, same record, no socket. */
export class OpenAIHandlers extends FakeOpenAI {
  /** The base URL they answer for. */
  readonly url: string
  /** To give to `setupServer` or `server.use`. */
  readonly handlers: readonly RequestHandler[]

  constructor({ baseURL = 'https://openai.test/v1', ...options }: OpenAIHandlersOptions = {}) {
    super(options)
    this.url = baseURL
    const answer = ({ request }: { request: Request }) => this.#respond(request)
    this.handlers = [
      http.post(`${baseURL}/chat/completions`, answer),
      http.get(`${baseURL}/models`, answer),
      http.all(`${baseURL}/*`, answer),
    ]
  }

  async #respond(request: Request): Promise<Response> {
    const gone = new AbortController()
    const text = await request.text()
    const { pathname: path } = new URL(request.url)
    const incoming = { method: request.method, path, headers: Object.fromEntries(request.headers), text }
    if (request.signal.aborted) gone.abort()
    request.signal.addEventListener('abort', () => gone.abort(), { once: true })
    const { wire, response } = bodyWire(gone)
    void this.serve(incoming, wire, gone.signal)
    return response
  }
}

/** A wire whose answer is a `Response`: it is there with the headers, its body follows as a stream. */
function bodyWire(gone: AbortController): { wire: Wire; response: Promise<Response> } {
  const { promise: response, resolve } = Promise.withResolvers<Response>()
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const writer = writable.getWriter()
  writer.closed.catch(() => gone.abort())
  const encoder = new TextEncoder()
  let headed = false
  const wire: Wire = {
    head: (status, headers) => {
      headed = true
      resolve(new HttpResponse(readable, { status, headers: { ...headers, ...CHUNKED } }))
    },
    write: (text) => writer.write(encoder.encode(text)).catch(() => undefined),
    end: () => void writer.close().catch(() => undefined),
    destroy: () => {
      if (headed) void writer.abort(new TypeError('terminated'))
      else resolve(HttpResponse.error())
    },
  }
  return { wire, response }
}
