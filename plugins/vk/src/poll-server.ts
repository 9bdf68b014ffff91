import http from 'node:http'
import https from 'node:https'
import { z } from 'zod'
import { agentFor } from './agent.ts'
import { failureOf, VkFailure } from './errors.ts'
import { eventSchema, type VkEvent } from './events.ts'
import { MAX_POLL_BYTES, POLL_GRACE_MS, POLL_SECONDS } from './limits.ts'

/** Where VK lets a community wait for events; from `groups.getLongPollServer`. */
export interface PollServer {
  readonly server: string
  /** A secret, and not for long. */
  readonly key: string
}

/**
 * What a long poll brought: events and where to go on; or, `failed`: 1, some events are gone for good and `ts` says where
 * the rest begins; 2, the key has lapsed; 3, the server wants to begin anew.
 */
export type PollAnswer =
  | { readonly failed?: undefined; readonly ts: string; readonly events: readonly VkEvent[]; readonly broken: number }
  | { readonly failed: 1; readonly ts: string }
  | { readonly failed: 2 | 3 }

const answerSchema = z.union([
  z.object({ failed: z.literal(1), ts: z.coerce.string() }),
  z.object({ failed: z.union([z.literal(2), z.literal(3)]) }),
  z.object({ ts: z.coerce.string(), updates: z.array(z.unknown()) }),
])

/** What failures of a long poll are about, in logs. */
const METHOD = 'long poll'

/**
 * Waits for events after `ts`, for at most `waitSeconds`. Ends at once with the signal.
 * @throws {VkFailure}
 */
export async function askForEvents(
  server: PollServer,
  ts: string,
  signal: AbortSignal,
  waitSeconds: number = POLL_SECONDS,
): Promise<PollAnswer> {
  const url = new URL(server.server)
  url.search = new URLSearchParams({ act: 'a_check', key: server.key, ts, wait: String(waitSeconds) }).toString()
  try {
    const answer = answerSchema.parse(JSON.parse(await get(url, signal)))
    if ('failed' in answer) return answer
    const read = answer.updates.map((update) => eventSchema.safeParse(update))
    const events = read.flatMap(({ data }) => (data === undefined ? [] : [data]))
    return { ts: answer.ts, events, broken: read.length - events.length }
  } catch (error) {
    throw failureOf(error, METHOD, server.key, signal.aborted)
  }
}

async function get(url: URL, signal: AbortSignal): Promise<string> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(POLL_SECONDS * 1000 + POLL_GRACE_MS)])
  const request = url.protocol === 'https:' ? https.get : http.get
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>()
  request(url, { signal: limited, agent: agentFor(url) }, resolve).on('error', reject)
  const response = await promise
  if (response.statusCode !== 200) {
    response.destroy()
    throw new VkFailure('lost', METHOD, `the server answered ${response.statusCode}`)
  }
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response) {
    if (!Buffer.isBuffer(chunk)) continue
    size += chunk.length
    if (size > MAX_POLL_BYTES) throw new VkFailure('lost', METHOD, `the answer has more than ${MAX_POLL_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
