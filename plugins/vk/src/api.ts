import { setTimeout } from 'node:timers/promises'
import type { ChatRef } from '@holdline/bridge'
import { API, APIError, APIRequest } from 'vk-io'
import { z } from 'zod'
import { agentFor } from './agent.ts'
import type { Budget, CallKind } from './budget.ts'
import { failureOf, VkFailure } from './errors.ts'
import { API_VERSION, CALL_DEADLINE_MS, CALL_TIMEOUT_MS, TOO_FAST_PAUSE_MS } from './limits.ts'

/** Where VK's API is when nothing else is said. */
export const DEFAULT_API_ROOT = 'https://api.vk.ru'

/** What VK answers: one of the two. */
const givenSchema = z.looseObject({
  response: z.unknown().optional(),
  error: z.looseObject({ error_code: z.number(), error_msg: z.string() }).optional(),
})

/** How an account reaches VK. */
export interface ApiOptions {
  readonly token: string
  /** Base URL, the part before `/method`. */
  readonly apiRoot?: string | undefined
  readonly budget: Budget
  /** A call is given up after this, in milliseconds; default 20,000. */
  readonly deadlineMs?: number
  /** Before a call that VK found too fast is made again, in milliseconds; default 1,133. */
  readonly tooFastPauseMs?: number
}

/** What a call is for. */
export interface CallOptions {
  readonly kind: CallKind
  /** The chat that it is about: while VK wants a pause there, it is not even made. */
  readonly chat?: ChatRef
  /** Ends the wait for it. */
  readonly signal?: AbortSignal
}

/** The calls of one community. Every error is a {@link VkFailure} or a `ChannelError`, without the token and without words of a chat. */
export interface VkApi {
  /**
   * Makes one call, such as `call('users.get', { user_ids: '1' }, usersSchema, { kind: 'typing' })`.
   * @throws {VkFailure}
   * @throws {ChannelError} when the budget has no room for it
   */
  call<T>(method: string, params: object, answer: z.ZodType<T>, options: CallOptions): Promise<T>
  readonly token: string
}

/** Makes the calls of a community through vk-io. */
export function createApi({
  token,
  apiRoot = DEFAULT_API_ROOT,
  budget,
  deadlineMs = CALL_DEADLINE_MS,
  tooFastPauseMs = TOO_FAST_PAUSE_MS,
}: ApiOptions): VkApi {
  const root = apiRoot.replace(/\/+$/, '')
  const sdk = sdkFor(token, root)
  return {
    token,
    async call(method, params, answer, { kind, chat, signal }) {
      signal?.throwIfAborted()
      await budget.take(kind, chat)
      const lastTry = Date.now() + deadlineMs - tooFastPauseMs
      const deadline = AbortSignal.timeout(deadlineMs)
      const ends = signal === undefined ? deadline : AbortSignal.any([signal, deadline])
      for (;;) {
        try {
          signal?.throwIfAborted()
          const given = await orStopped(once(sdk, method, params), ends)
          const read = answer.safeParse(given)
          if (!read.success) throw new VkFailure('unreadable', method, 'the answer has not the documented form')
          return read.data
        } catch (error) {
          const failure = failureOf(error, method, token, signal?.aborted === true)
          // VK did nothing: asked again in its turn, and nothing of it goes on when nobody waits for it any more.
          if (failure.kind !== 'too_fast' || Date.now() > lastTry) throw failure
          if (!(await passed(tooFastPauseMs, ends))) throw failure
          await budget.take(kind, chat)
          if (ends.aborted) throw failure
        }
      }
    },
  }
}

/** What vk-io gives for a call, past its queue: that repeats what was refused as too fast for ever, and stops all others. */
async function once(sdk: API, method: string, params: object): Promise<unknown> {
  const given = givenSchema.parse(await new APIRequest({ api: sdk, method, params }).make())
  if (given.error !== undefined) throw new APIError({ ...given.error, request_params: [] })
  return given.response
}

/** False: the signal came first. */
async function passed(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await setTimeout(ms, undefined, { signal })
    return true
  } catch {
    return false
  }
}

/** vk-io without its own tries: the core's are durable, and they tell the person. */
function sdkFor(token: string, root: string): API {
  const sdk = new API({
    token,
    apiBaseUrl: `${root}/method`,
    apiVersion: API_VERSION,
    apiTimeout: CALL_TIMEOUT_MS,
  })
  // Its type wants an agent for HTTPS, which would refuse a server of one's own that speaks HTTP.
  Object.assign(sdk.options, { agent: agentFor(new URL(root)) })
  return sdk
}

async function orStopped<T>(call: Promise<T>, signal: AbortSignal): Promise<T> {
  const stopped = Promise.withResolvers<never>()
  const stop = () => stopped.reject(signal.reason)
  signal.addEventListener('abort', stop)
  try {
    return await Promise.race([call, stopped.promise])
  } finally {
    signal.removeEventListener('abort', stop)
    call.catch(() => {})
  }
}
