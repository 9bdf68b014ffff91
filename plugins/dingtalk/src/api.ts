import type { Clock } from '@holdline/bridge'
import { z } from 'zod'
import { AccessToken } from './access-token.ts'
import { apiFailure, DingtalkFailure, networkFailure, webhookFailure } from './errors.ts'
import { CALL_TIMEOUT_MS, DOWNLOAD_TIMEOUT_MS } from './limits.ts'

/** Where DingTalk's API is when nothing else is said. */
export const DEFAULT_API_ROOT = 'https://api.dingtalk.com'

/** Where webhooks are when nothing else is said. */
export const DEFAULT_OAPI_ROOT = 'https://oapi.dingtalk.com'

/** DingTalk's own hosts: what a message names as its webhook is called only there, or at the configured root. */
const OWN_HOST = /(^|\.)dingtalk\.com$/

/** How an account reaches DingTalk. */
export interface ApiOptions {
  readonly clientId: string
  readonly clientSecret: string
  readonly apiRoot?: string
  readonly oapiRoot?: string
  readonly clock: Clock
}

/** A JSON object to send. */
export type JsonBody = Readonly<Record<string, unknown>>

/** What is said of one call. */
export interface CallOptions {
  readonly signal?: AbortSignal
}

const errorBody = z.object({ code: z.coerce.string() }).partial()
const webhookBody = z.object({ errcode: z.number() })
const ticketBody = z.object({ endpoint: z.url({ protocol: /^wss?$/ }), ticket: z.string().min(1) })

/** Where a stream is opened. The ticket is good for one connection, for 90 s. */
export type StreamTicket = z.output<typeof ticketBody>

/** The calls of one account. Every error is a {@link DingtalkFailure}, without secrets and without words of a chat. */
export class DingtalkApi {
  readonly clientId: string
  readonly #secret: string
  readonly #apiRoot: string
  readonly #oapiRoot: string
  readonly #rewrites: boolean
  readonly #token: AccessToken

  constructor({ clientId, clientSecret, apiRoot, oapiRoot, clock }: ApiOptions) {
    this.clientId = clientId
    this.#secret = clientSecret
    this.#apiRoot = (apiRoot ?? DEFAULT_API_ROOT).replace(/\/+$/, '')
    this.#oapiRoot = (oapiRoot ?? DEFAULT_OAPI_ROOT).replace(/\/+$/, '')
    this.#rewrites = oapiRoot !== undefined
    this.#token = new AccessToken(
      (signal) =>
        this.#post(
          'access token',
          '/v1.0/oauth2/accessToken',
          { appKey: clientId, appSecret: clientSecret },
          {},
          signal,
        ),
      clock,
    )
  }

  /** Makes a call; with a fresh token once more where the token had become invalid. @throws {DingtalkFailure} */
  async call(method: 'POST' | 'PUT', path: string, body: JsonBody, { signal }: CallOptions = {}): Promise<unknown> {
    for (let attempt = 1; ; attempt += 1) {
      const token = await this.#token.get(signal)
      try {
        const headers = { 'x-acs-dingtalk-access-token': token }
        return await this.#request(nameOf(path), `${this.#apiRoot}${path}`, { method, body, headers, signal })
      } catch (error) {
        if (!(error instanceof DingtalkFailure) || error.kind !== 'token' || attempt > 1) throw error
        this.#token.drop(token)
      }
    }
  }

  /** Whether the credentials are good. @throws {DingtalkFailure} */
  async checkCredentials(): Promise<void> {
    await this.#token.get()
  }

  /** Asks for a ticket to a stream with these topics. @throws {DingtalkFailure} */
  async openStream(topics: readonly string[], signal?: AbortSignal): Promise<StreamTicket> {
    const body = {
      clientId: this.clientId,
      clientSecret: this.#secret,
      ua: 'holdline',
      subscriptions: topics.map((topic) => ({ type: 'CALLBACK', topic })),
    }
    const answer = await this.#post('stream', '/v1.0/gateway/connections/open', body, {}, signal)
    const parsed = ticketBody.safeParse(answer)
    if (parsed.success) return parsed.data
    throw new DingtalkFailure('refused', 'stream: the answer names no endpoint and ticket')
  }

  /** Sends by a session webhook. @throws {DingtalkFailure} */
  async webhook(address: string, body: JsonBody, { signal }: CallOptions = {}): Promise<void> {
    const url = this.webhookUrl(address)
    if (url === undefined) throw new DingtalkFailure('no_session', 'webhook: not an address of DingTalk')
    const answer = await this.#request('webhook', url, { method: 'POST', body, headers: {}, signal })
    const parsed = webhookBody.safeParse(answer)
    const failure = webhookFailure('webhook', parsed.data?.errcode ?? -1)
    if (failure !== undefined) throw failure
  }

  /** A webhook's address as it is called; `undefined` for one that leads elsewhere. */
  webhookUrl(address: string): string | undefined {
    const url = URL.parse(address)
    if (url === null) return undefined
    if (this.#rewrites) return `${this.#oapiRoot}${url.pathname}${url.search}`
    return url.protocol === 'https:' && OWN_HOST.test(url.hostname) ? url.href : undefined
  }

  /** Fetches a file, up to a size. @throws {DingtalkFailure} @throws {RangeError} for a larger one */
  async download(url: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
    return await this.#within('download', DOWNLOAD_TIMEOUT_MS, signal, async (inner) => {
      const response = await fetch(url, { signal: inner })
      if (!response.ok) throw apiFailure('download', response.status, '')
      return await readAtMost(response, maxBytes)
    })
  }

  async #post(what: string, path: string, body: JsonBody, headers: Record<string, string>, signal?: AbortSignal) {
    try {
      return await this.#request(what, `${this.#apiRoot}${path}`, { method: 'POST', body, headers, signal })
    } catch (error) {
      // Without a token there is no other reason for a 401 than the credentials.
      if (error instanceof DingtalkFailure && error.kind === 'token')
        throw new DingtalkFailure('unauthorized', error.message)
      throw error
    }
  }

  async #request(what: string, url: string, { method, body, headers, signal }: Request): Promise<unknown> {
    return await this.#within(what, CALL_TIMEOUT_MS, signal, async (inner) => {
      const response = await fetch(url, {
        method,
        body: JSON.stringify(body),
        headers: { ...headers, accept: 'application/json', 'content-type': 'application/json' },
        signal: inner,
        redirect: 'error',
      })
      const answer = parse(await response.text())
      if (response.ok && answer !== undefined) return answer
      if (response.ok) throw new DingtalkFailure('lost', `${what}: the answer is no JSON`)
      throw apiFailure(what, response.status, errorBody.safeParse(answer).data?.code ?? '')
    })
  }

  async #within<T>(
    what: string,
    ms: number,
    signal: AbortSignal | undefined,
    run: (signal: AbortSignal) => Promise<T>,
  ) {
    // Set up here and taken down after: `AbortSignal.any` and `timeout` would hold on to it until their time is over.
    const controller = new AbortController()
    const stop = () => controller.abort()
    const timer = setTimeout(stop, ms)
    signal?.addEventListener('abort', stop)
    if (signal?.aborted === true) stop()
    try {
      return await run(controller.signal)
    } catch (error) {
      if (error instanceof RangeError) throw error
      throw networkFailure(what, error, signal?.aborted === true)
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
    }
  }
}

interface Request {
  readonly method: 'POST' | 'PUT'
  readonly body: JsonBody
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal | undefined
}

/** A short name of an endpoint, for errors. */
function nameOf(path: string): string {
  return path.replace(/^\/v1\.0\//, '')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function readAtMost(response: Response, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body ?? []) {
    size += part.byteLength
    if (size > maxBytes) throw new RangeError(`the file is larger than ${maxBytes} bytes`)
    parts.push(part)
  }
  return new Uint8Array(Buffer.concat(parts))
}
