import { addAbortSignal, Readable } from 'node:stream'
import { json } from 'node:stream/consumers'
import type { HttpInstance } from '@larksuiteoapi/node-sdk'
import axios, { type AxiosResponse } from 'axios'
import type { Agents } from './agents.ts'
import { refusalOf } from './errors.ts'

/** How an account's requests are made. */
export interface HttpOptions {
  readonly agents: Agents
  /** The agents go through a proxy, so that variables which name one are not looked at. */
  readonly proxied: boolean
  readonly timeoutMs: number
}

/**
 * What the SDK makes its calls with: our own connections, a time limit (its own has none), and answers as the SDK wants
 * them. An answer with a code other than 0 is an error here, with whatever HTTP status it comes.
 */
export function createHttp(options: HttpOptions): HttpInstance {
  return instanceOf(options, (response) => {
    const refusal = refusalIn(response)
    if (refusal !== undefined) throw refusal
  })
}

/**
 * The same for the long connection's endpoint, whose codes the SDK judges itself. `answered` gets to know what went
 * wrong, or `null`, since the SDK tells it only in words.
 */
export function createEndpointHttp(options: HttpOptions, answered: (error: unknown) => void): HttpInstance {
  return instanceOf(options, (response) => answered(refusalIn(response) ?? null), answered)
}

function refusalIn({ status, data, headers }: AxiosResponse): Error | undefined {
  return refusalOf(status, data, headers)
}

type Options = Parameters<HttpInstance['request']>[0]

/** The SDK wants the body alone, and with `$return_headers` also the headers. */
function instanceOf(
  { agents: { httpAgent, httpsAgent }, proxied, timeoutMs }: HttpOptions,
  look: (response: AxiosResponse) => void,
  failed: (error: unknown) => void = () => {},
): HttpInstance {
  const own = axios.create({ timeout: timeoutMs, httpAgent, httpsAgent, ...(proxied ? { proxy: false } : {}) })
  async function request({ $return_headers: withHeaders, ...options }: Options) {
    const response = await own.request(options).catch(async (error: unknown) => {
      await readRefusal(error, timeoutMs)
      failed(error)
      throw error
    })
    look(response)
    const { data, headers } = response
    return withHeaders === true ? { data, headers } : data
  }
  return {
    request,
    get: (url, options) => request({ ...options, url, method: 'get' }),
    delete: (url, options) => request({ ...options, url, method: 'delete' }),
    head: (url, options) => request({ ...options, url, method: 'head' }),
    options: (url, options) => request({ ...options, url, method: 'options' }),
    post: (url, data, options) => request({ ...options, url, data, method: 'post' }),
    put: (url, data, options) => request({ ...options, url, data, method: 'put' }),
    patch: (url, data, options) => request({ ...options, url, data, method: 'patch' }),
  }
}

/** Why a download is refused comes as a stream, as its file would have: without reading it nobody knows the code. */
async function readRefusal(error: unknown, withinMs: number): Promise<void> {
  if (!axios.isAxiosError(error) || !(error.response?.data instanceof Readable)) return
  const body = addAbortSignal(AbortSignal.timeout(withinMs), error.response.data)
  // What is no JSON says nothing more than the status.
  error.response.data = await json(body).catch(() => undefined)
}
