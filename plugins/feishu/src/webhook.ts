import { createDecipheriv, createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Clock, isSameSecret, type Logger, readBody } from '@holdline/bridge'
import { z } from 'zod'
import { MAX_WEBHOOK_AGE_MS, MAX_WEBHOOK_BYTES } from './limits.ts'
import type { Answer } from './receiver.ts'

/** Where an account's webhook is, and what the platform has to know to be believed. */
export interface WebhookAddress {
  readonly path: string
  readonly verificationToken: string
  readonly encryptKey: string
}

/** What a {@link Webhook} works with. */
export interface WebhookParts extends WebhookAddress {
  readonly clock: Clock
  readonly logger: Logger
}

type Take = (type: string, event: unknown) => Promise<Answer>

/** What a call is answered with. */
interface Reply {
  readonly status: number
  readonly body?: object
}

const encrypted = z.object({ encrypt: z.string() })

/** The platform asks whether anybody is there, when the address is entered in the console. */
const challengeCall = z.object({ type: z.literal('url_verification'), challenge: z.string(), token: z.string() })

const eventCall = z.object({
  schema: z.string(),
  header: z.looseObject({ event_type: z.string(), token: z.string() }),
  event: z.looseObject({}),
})

const REFUSED: Reply = { status: 401 }
const NOT_UNDERSTOOD: Reply = { status: 400 }
const AGAIN: Reply = { status: 503 }

/** What an encrypted call is that our key does not open. */
const UNREADABLE = Symbol('unreadable')

const SECOND_MS = 1000
const IV_BYTES = 16

/**
 * Takes events and taps that the platform sends over HTTP. The SDK's own server does not look at tokens, signs what it
 * has parsed and not what came, and believes calls of any age; so this one is ours. A call is answered as soon as its
 * event is durable; one that cannot be made durable in time gets 503, and the platform sends it again.
 */
export class Webhook {
  readonly #parts: WebhookParts
  #take: Take | null = null

  constructor(parts: WebhookParts) {
    this.#parts = parts
  }

  /** From now on calls are taken; before, and after the signal, they are told to come again. */
  open(take: Take, signal: AbortSignal): void {
    this.#take = take
    signal.addEventListener('abort', () => {
      this.#take = null
    })
  }

  /** Answers a request. False: it is not for this webhook, and nothing was done. */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    if ((request.url ?? '').split('?')[0] !== this.#parts.path) return false
    void this.#answer(request).then(
      (answer) => reply(response, answer),
      (error: unknown) => {
        this.#parts.logger.warn({ error }, 'feishu: a webhook call could not be read')
        reply(response, NOT_UNDERSTOOD)
      },
    )
    return true
  }

  async #answer(request: IncomingMessage): Promise<Reply> {
    if (request.method !== 'POST') return { status: 405 }
    const body = await readBody(request, MAX_WEBHOOK_BYTES)
    if (body === null) return { status: 413 }
    const signed = this.#isSigned(request, body)
    const call = this.#opened(JSON.parse(body.toString('utf8')))
    if (call === UNREADABLE) return this.#refused(request, 'it is encrypted with another key than encryptKey')
    const challenge = challengeCall.safeParse(call).data
    // The question comes without a signature; the token is in it, and only this answer depends on it.
    if (challenge !== undefined)
      return this.#isToken(challenge.token)
        ? { status: 200, body: { challenge: challenge.challenge } }
        : this.#refused(request, 'it asks with another token than verificationToken')
    if (!signed) return this.#refused(request, 'it is not signed with encryptKey, or too old')
    const { data } = eventCall.safeParse(call)
    if (data === undefined) return NOT_UNDERSTOOD
    if (!this.#isToken(data.header.token)) return this.#refused(request, 'it is meant for another app')
    return await this.#taken(data)
  }

  async #taken({ schema, header, event }: z.output<typeof eventCall>): Promise<Reply> {
    if (this.#take === null) return AGAIN
    try {
      // As the SDK hands events out: header and event in one.
      const answer = await this.#take(header.event_type, { schema, ...header, ...event })
      return { status: 200, body: answer ?? {} }
    } catch (error) {
      this.#parts.logger.debug({ error }, 'feishu: a webhook call was given up')
      return AGAIN
    }
  }

  #refused(request: IncomingMessage, why: string): Reply {
    this.#parts.logger.warn({ from: request.socket.remoteAddress, why }, 'feishu: a webhook call was refused')
    return REFUSED
  }

  /** The signature is over the bytes that came. */
  #isSigned({ headers }: IncomingMessage, body: Buffer): boolean {
    const { 'x-lark-request-timestamp': timestamp, 'x-lark-request-nonce': nonce, 'x-lark-signature': given } = headers
    if (typeof timestamp !== 'string' || typeof nonce !== 'string' || typeof given !== 'string') return false
    const age = Math.abs(this.#parts.clock.now() - Number(timestamp) * SECOND_MS)
    if (!(age <= MAX_WEBHOOK_AGE_MS)) return false
    const expected = createHash('sha256')
      .update(timestamp + nonce + this.#parts.encryptKey)
      .update(body)
      .digest('hex')
    return isSameSecret(given, expected)
  }

  #isToken(given: string): boolean {
    return isSameSecret(given, this.#parts.verificationToken)
  }

  /** With an encrypt key set, the platform encrypts everything. */
  #opened(call: unknown): unknown {
    const { data } = encrypted.safeParse(call)
    if (data === undefined) return call
    const bytes = Buffer.from(data.encrypt, 'base64')
    const key = createHash('sha256').update(this.#parts.encryptKey).digest()
    try {
      const decipher = createDecipheriv('aes-256-cbc', key, bytes.subarray(0, IV_BYTES))
      return JSON.parse(decipher.update(bytes.subarray(IV_BYTES), undefined, 'utf8') + decipher.final('utf8'))
    } catch {
      return UNREADABLE
    }
  }
}

function reply(response: ServerResponse, { status, body }: Reply): void {
  if (response.headersSent) return
  const bytes = body === undefined ? '' : JSON.stringify(body)
  // The rest of a body that is too large is not read.
  if (status === 413) response.setHeader('connection', 'close')
  response.writeHead(status, {
    'content-length': Buffer.byteLength(bytes),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  })
  response.end(bytes)
}
