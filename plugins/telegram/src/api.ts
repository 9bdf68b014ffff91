import type { Agent } from 'node:http'
import { AbortController as ShimController } from 'abort-controller'
import { Api, type RawApi } from 'grammy'
import { agentFor } from './agent.ts'
import { failureOf } from './errors.ts'
import { CALL_TIMEOUT_MS } from './limits.ts'

/** Where the Bot API is when nothing else is said. */
export const DEFAULT_API_ROOT = 'https://api.telegram.org'

/** How long grammY itself would wait: above all times of ours, which end the calls. */
const LONGEST_CALL_SECONDS = 300

/** grammY's type of signal, which is not Node's. */
type ShimSignal = InstanceType<typeof ShimController>['signal']

/** How an account reaches the Bot API. */
export interface ApiOptions {
  readonly token: string
  /** Base URL of a Bot API server. */
  readonly apiRoot?: string
  /** URL of a proxy. */
  readonly proxy?: string
}

/** What is said of one call. */
export interface CallOptions {
  /** Ends it at once. */
  readonly signal?: AbortSignal
  /** Default {@link CALL_TIMEOUT_MS}. */
  readonly timeoutMs?: number
}

/** The calls of one account. Every error is a {@link TelegramFailure}, without the token and without words of a chat. */
export interface TelegramApi {
  /** Makes one call, such as `run('getMe', (raw, signal) => raw.getMe(signal))`. @throws {TelegramFailure} */
  run<T>(method: string, call: (raw: RawApi, signal: ShimSignal) => Promise<T>, options?: CallOptions): Promise<T>
  readonly token: string
  readonly apiRoot: string
  /** For requests that do not go through grammY. */
  readonly agent: Agent
}

/** Makes the calls of an account through grammY. */
export function createApi({ token, apiRoot = DEFAULT_API_ROOT, proxy }: ApiOptions): TelegramApi {
  const root = apiRoot.replace(/\/+$/, '')
  const agent = agentFor(root, proxy)
  const { raw } = new Api(token, {
    apiRoot: root,
    timeoutSeconds: LONGEST_CALL_SECONDS,
    baseFetchConfig: { agent },
  })
  return {
    token,
    apiRoot: root,
    agent,
    async run(method, call, { signal, timeoutMs = CALL_TIMEOUT_MS } = {}) {
      // Set up here and taken down after: `AbortSignal.any` and `timeout` would hold on to it until their time is over.
      const controller = new ShimController()
      const stop = () => controller.abort()
      const timer = setTimeout(stop, timeoutMs)
      signal?.addEventListener('abort', stop)
      if (signal?.aborted === true) stop()
      try {
        return await call(raw, controller.signal)
      } catch (error) {
        throw failureOf(error, method, token, signal?.aborted === true)
      } finally {
        clearTimeout(timer)
        signal?.removeEventListener('abort', stop)
      }
    },
  }
}
