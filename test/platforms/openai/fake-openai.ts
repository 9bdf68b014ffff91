import { isJsonObject, parseJson } from '../kit/json.ts'
import { type WaitOptions, Watch } from '../kit/watch.ts'
import { readChatRequest } from './chat-request.ts'
import { Gate } from './gate.ts'
import { play, type Wire } from './program.ts'
import type { RecordedRequest } from './recorded-request.ts'
import type { Refusal } from './refusal.ts'
import { checkKey, checkModel, checkRequest, checkRoute } from './rules.ts'
import type { Script } from './script.ts'
import { fail, type Step } from './steps.ts'
import type { ErrorObject } from './wire.ts'

/** What the server has and asks for. */
export interface FakeOpenAIOptions {
  /** The model ids that exist. Default: `fake-model`. */
  readonly models?: readonly string[]
  /** The key that requests must carry. Default: any, or none. */
  readonly apiKey?: string
  /** Asked when no enqueued step is left. */
  readonly script?: Script
  /** Told what happens, as it happens; for a log. */
  readonly onEvent?: (event: 'request' | 'end' | 'abort', request: RecordedRequest) => void
}

/** A request that broke the protocol, or one that the test had not scripted. */
export interface Violation {
  readonly request: RecordedRequest
  readonly error: ErrorObject
}

/** A request before anything is known about it. */
export interface Incoming {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/**
 * An OpenAI-compatible API without a connection: it checks requests, answers them by script and records them. The real
 * server and the msw handlers put a connection to it. Requests are refused in the order of the real API: route, key,
 * body, model; a refused request uses up no step.
 *
 * ```ts
 * await using server = await OpenAIServer.start()
 * server.enqueue(callTools([{ name: 'get-sum', arguments: { a: 2, b: 3 } }]), say('It is 5.'))
 * // … a client asks …
 * expect(server.violations).toEqual([])
 * ```
 */
export class FakeOpenAI {
  /** Every request, in the order of arrival. */
  readonly requests: RecordedRequest[] = []
  /** What should not have come; a test asserts that it is empty. */
  readonly violations: Violation[] = []
  readonly #models: readonly string[]
  readonly #apiKey: string | undefined
  readonly #script: Script | undefined
  readonly #onEvent: FakeOpenAIOptions['onEvent']
  readonly #steps: Step[] = []
  readonly #watch = new Watch()
  #stopped = false

  constructor({ models = ['fake-model'], apiKey, script, onEvent }: FakeOpenAIOptions = {}) {
    this.#models = models
    this.#apiKey = apiKey
    this.#script = script
    this.#onEvent = onEvent
  }

  /** Adds steps: each chat completion request takes the next one. */
  enqueue(...steps: readonly Step[]): void {
    this.#steps.push(...steps)
  }

  /** A gate for a step's `Pace`. */
  gate(): Gate {
    return new Gate()
  }

  /** The n-th request (from 1), or the first that fits, past ones included. */
  waitForRequest(
    which: number | ((request: RecordedRequest) => boolean),
    options?: WaitOptions,
  ): Promise<RecordedRequest> {
    const find = () => (typeof which === 'number' ? this.requests[which - 1] : this.requests.find(which))
    return this.#until(find, `request ${typeof which === 'number' ? which : 'that fits'}`, options)
  }

  /** When the client closed the connection of this request before its answer's end; Unix milliseconds. */
  waitForAbort(request: RecordedRequest, options?: WaitOptions): Promise<number> {
    return this.#until(() => request.abortedAt, `abort of request ${request.number}`, options)
  }

  /** When the answer of this request was sent to its end; Unix milliseconds. */
  waitForEnd(request: RecordedRequest, options?: WaitOptions): Promise<number> {
    return this.#until(() => request.endedAt, `end of request ${request.number}`, options)
  }

  /** From now on, connections that close are closed by the server and count as nobody's abort. */
  protected stop(): void {
    this.#stopped = true
  }

  /** Answers one request on its connection. `gone` aborts when the client has left. */
  protected async serve(incoming: Incoming, wire: Wire, gone: AbortSignal): Promise<void> {
    const body = incoming.text === '' ? undefined : parseJson(incoming.text)
    const request: RecordedRequest = {
      number: this.requests.length + 1,
      at: Date.now(),
      method: incoming.method,
      path: incoming.path,
      headers: 'authorization' in incoming.headers ? { ...incoming.headers, authorization: '…' } : incoming.headers,
      body: isJsonObject(body) ? body : undefined,
      chat: undefined,
      step: undefined,
      status: undefined,
      endedAt: undefined,
      abortedAt: undefined,
    }
    const recorded = this.#record(request, wire)
    const leave = () => {
      if (request.endedAt !== undefined || this.#stopped) return
      request.abortedAt = Date.now()
      this.#tell('abort', request)
    }
    gone.addEventListener('abort', leave, { once: true })
    const step = this.#answer(request, incoming, body)
    this.requests.push(request)
    this.#tell('request', request)
    const completion = {
      id: `chatcmpl-${crypto.randomUUID()}`,
      created: Math.floor(request.at / 1000),
      model: request.chat?.model ?? '',
      includeUsage: request.chat?.includeUsage ?? false,
      obfuscation: request.chat?.obfuscation ?? false,
      promptChars: incoming.text.length,
    }
    const chat = request.chat ?? readChatRequest({})
    await play(step.program({ request: chat, completion }), recorded, gone)
  }

  /** Chooses the step for a request, and notes on it what was found. */
  #answer(request: RecordedRequest, incoming: Incoming, body: unknown): Step {
    const { method, path } = incoming
    const route = checkRoute(method, path)
    if (route) return this.#refuse(request, route, true)
    const key = checkKey(incoming.headers.authorization, this.#apiKey)
    if (key) return this.#refuse(request, key, false)
    if (path === '/v1/models') return this.#listModels(request)
    const broken = checkRequest(body)
    if (broken) return this.#refuse(request, broken, true)
    const model = checkModel(request.body?.model, this.#models)
    if (model) return this.#refuse(request, model, false)
    request.chat = readChatRequest(request.body ?? {})
    const step = this.#nextStep(request)
    if (typeof step === 'string') {
      return this.#refuse(
        request,
        { status: 500, error: { message: step, type: 'test', param: null, code: null } },
        true,
      )
    }
    request.step = step.name
    return step
  }

  /** The step for a request, or why there is none: a test that forgot one must not look like a slow model. */
  #nextStep(request: RecordedRequest): Step | string {
    try {
      const step = this.#steps.shift() ?? this.#script?.(request)
      return step ?? `no step is scripted for request ${request.number}`
    } catch (error) {
      return `the script threw on request ${request.number}: ${error}`
    }
  }

  #refuse(request: RecordedRequest, { status, error }: Refusal, isViolation: boolean): Step {
    if (isViolation) this.violations.push({ request, error })
    request.step = 'refuse'
    return fail(status, error)
  }

  #listModels(request: RecordedRequest): Step {
    request.step = 'models'
    const data = this.#models.map((id) => ({ id, object: 'model', created: 0, owned_by: 'holdline-test' }))
    const text = JSON.stringify({ object: 'list', data })
    const headers = { 'content-type': 'application/json' }
    return {
      name: 'models',
      program: () => [{ do: 'head', status: 200, headers }, { do: 'write', text }, { do: 'end' }],
    }
  }

  /** The connection, with what happens on it noted in the record. */
  #record(request: RecordedRequest, wire: Wire): Wire {
    const ending = () => {
      request.endedAt = Date.now()
    }
    return {
      head: (status, headers) => {
        request.status = status
        wire.head(status, { ...headers, 'x-request-id': `req_${request.number}`, 'openai-version': '2020-10-01' })
      },
      write: (text) => wire.write(text),
      end: () => {
        ending()
        wire.end()
        this.#tell('end', request)
      },
      destroy: () => {
        ending()
        wire.destroy()
        this.#tell('end', request)
      },
    }
  }

  #tell(event: 'request' | 'end' | 'abort', request: RecordedRequest): void {
    this.#onEvent?.(event, request)
    this.#watch.changed()
  }

  #until<T>(look: () => T | undefined, what: string, options?: WaitOptions): Promise<T> {
    const seen = () => this.requests.map(({ number, step, status }) => `${number} ${step} ${status ?? 'unanswered'}`)
    return this.#watch.until(look, () => `no ${what}; seen: ${seen().join(', ') || 'no request'}`, options)
  }
}
