import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Clock, inTime, isSameSecret, type Logger, readBody } from '@holdline/bridge'
import { z } from 'zod'
import { confirmationSchema } from './answers.ts'
import type { VkApi } from './api.ts'
import { eventSchema, type VkEvent } from './events.ts'
import { CALLBACK_ANSWER_MS, MAX_CALLBACK_BYTES } from './limits.ts'

/** Where an account takes calls of the Callback API, and what VK has to say there. */
export interface CallbackAddress {
  /** The public address. */
  readonly url: string
  readonly secret: string
  readonly groupId: number
}

/** What a {@link Callback} works with. */
export interface CallbackParts extends CallbackAddress {
  readonly api: VkApi
  readonly clock: Clock
  readonly logger: Logger
}

/** Who takes what comes. */
export interface CallbackTaker {
  /** Makes events durable; rejects when it was stopped before. */
  take(events: readonly VkEvent[]): Promise<void>
  /** VK has just asked whose the address is: an operator is entering it. */
  confirmed(): void
}

/** An answer: its status and body. */
type Answer = readonly [status: number, body: string]

/** What every call has. */
const callSchema = z.looseObject({ type: z.string(), group_id: z.number(), secret: z.string().optional() })

/** Before an operator has entered the secret in VK's settings, confirmations come without it. They are asked for rarely. */
const CONFIRMATION = 'confirmation'

/**
 * Takes events that VK sends over HTTP. A call is answered with `ok` as soon as its event is durable. One that cannot be
 * made durable in time, or that comes before the start or after the stop, gets 503 and is sent again after a pause.
 */
export class Callback {
  readonly #parts: CallbackParts
  readonly #path: string
  #taker: CallbackTaker | null = null
  #confirming: Promise<string> | null = null

  constructor(parts: CallbackParts) {
    this.#parts = parts
    this.#path = new URL(parts.url).pathname
  }

  /** From now on calls are taken; before, and after the signal, they are told to come again. */
  open(taker: CallbackTaker, signal: AbortSignal): void {
    this.#taker = taker
    signal.addEventListener('abort', () => {
      this.#taker = null
    })
  }

  /** Answers a request. False: it is not for this account, and nothing was done. */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    if ((request.url ?? '').split('?')[0] !== this.#path) return false
    void this.#answer(request).then(
      ([status, body]) => reply(response, status, body),
      (error: unknown) => {
        this.#parts.logger.warn({ error }, 'vk: a call of the Callback API could not be read')
        reply(response, 400, 'not understood')
      },
    )
    return true
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    const { groupId, logger } = this.#parts
    if (request.method !== 'POST') return [405, 'only POST']
    const body = await readBody(request, MAX_CALLBACK_BYTES)
    if (body === null) return [413, 'too large']
    const call = callSchema.parse(JSON.parse(body.toString('utf8')))
    if (call.group_id !== groupId) {
      logger.warn({ community: call.group_id }, 'vk: a call of the Callback API for another community was refused')
      return [403, 'another community']
    }
    // What is confirmed is the address and not the caller; the secret may not be set in VK's settings yet.
    if (call.type === CONFIRMATION && (call.secret === undefined || this.#isVk(call.secret))) {
      const code = await this.#confirmation()
      this.#taker?.confirmed()
      return [200, code]
    }
    if (!this.#isVk(call.secret)) {
      logger.warn(
        { from: request.socket.remoteAddress },
        'vk: a call of the Callback API without the secret was refused',
      )
      return [403, 'wrong secret']
    }
    const event = eventSchema.parse(call)
    if (this.#taker === null) return [503, 'not ready']
    return (await this.#inTime(this.#taker.take([event]))) ? [200, 'ok'] : [503, 'not durable yet']
  }

  #isVk(given: string | undefined): boolean {
    return given !== undefined && isSameSecret(given, this.#parts.secret)
  }

  /** The string that VK wants to read. It changes with the settings, so VK is asked each time, once at a time. */
  async #confirmation(): Promise<string> {
    const { api, groupId } = this.#parts
    const params = { group_id: groupId }
    this.#confirming ??= api
      .call('groups.getCallbackConfirmationCode', params, confirmationSchema, { kind: 'answer' })
      .then(({ code }) => code)
      .finally(() => {
        this.#confirming = null
      })
    return await this.#confirming
  }

  /** Whether it was done in time. What goes on after that is not lost: the event comes again, and the core knows it. */
  #inTime(work: Promise<void>): Promise<boolean> {
    const { clock, logger } = this.#parts
    const failed = (error: unknown) => logger.debug({ error }, 'vk: a call of the Callback API was given up')
    return inTime(work, { ms: CALLBACK_ANSWER_MS, clock, failed })
  }
}

function reply(response: ServerResponse, status: number, body: string): void {
  if (response.headersSent) return
  if (status === 503) response.setHeader('retry-after', 1)
  // The rest of a body that is too large is not read.
  if (status === 413) response.setHeader('connection', 'close')
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'content-length': Buffer.byteLength(body) })
  response.end(body)
}
