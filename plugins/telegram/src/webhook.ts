import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Update } from '@grammyjs/types'
import { type Clock, inTime, isSameSecret, type Logger, readBody } from '@holdline/bridge'
import { MAX_WEBHOOK_BYTES, WEBHOOK_ANSWER_MS } from './limits.ts'

/** Where an account's webhook is, and what Telegram has to say there. */
export interface WebhookAddress {
  /** The public address. */
  readonly url: string
  readonly secret: string
}

/** What a {@link Webhook} works with. */
export interface WebhookParts extends WebhookAddress {
  readonly clock: Clock
  readonly logger: Logger
}

/** Makes updates durable; rejects when it was stopped before. */
type Take = (updates: readonly Update[]) => Promise<void>

/**
 * Takes updates that Telegram sends over HTTP. A call is answered as soon as its update is durable. One that cannot be
 * made durable in time gets 503, and Telegram sends it again, with pauses; nothing else does, since what is wrong with
 * a call would be wrong the next time too.
 */
export class Webhook {
  readonly #parts: WebhookParts
  readonly #path: string
  #take: Take | null = null

  constructor(parts: WebhookParts) {
    this.#parts = parts
    this.#path = new URL(parts.url).pathname
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
    if ((request.url ?? '').split('?')[0] !== this.#path) return false
    void this.#answer(request).then(
      (status) => reply(response, status),
      (error: unknown) => {
        this.#parts.logger.warn({ error }, 'telegram: a webhook call could not be read')
        reply(response, 400)
      },
    )
    return true
  }

  async #answer(request: IncomingMessage): Promise<number> {
    if (request.method !== 'POST') return 405
    if (!this.#isTelegram(request.headers['x-telegram-bot-api-secret-token'])) {
      this.#parts.logger.warn(
        { from: request.socket.remoteAddress },
        'telegram: a webhook call without the secret was refused',
      )
      return 401
    }
    const body = await readBody(request, MAX_WEBHOOK_BYTES)
    if (body === null) return 413
    const update: unknown = JSON.parse(body.toString('utf8'))
    if (!isUpdate(update)) return 400
    if (this.#take === null) return 503
    return (await this.#inTime(this.#take([update]))) ? 200 : 503
  }

  #isTelegram(given: string | string[] | undefined): boolean {
    return typeof given === 'string' && isSameSecret(given, this.#parts.secret)
  }

  /** Whether it was done in time. What goes on after that is not lost: the update comes again, and the core knows it. */
  #inTime(work: Promise<void>): Promise<boolean> {
    const { clock, logger } = this.#parts
    const failed = (error: unknown) => logger.debug({ error }, 'telegram: a webhook call was given up')
    return inTime(work, { ms: WEBHOOK_ANSWER_MS, clock, failed })
  }
}

function isUpdate(value: unknown): value is Update {
  return typeof value === 'object' && value !== null && 'update_id' in value && typeof value.update_id === 'number'
}

function reply(response: ServerResponse, status: number): void {
  if (response.headersSent) return
  if (status === 503) response.setHeader('retry-after', 1)
  // The rest of a body that is too large is not read.
  if (status === 413) response.setHeader('connection', 'close')
  response.writeHead(status, { 'content-length': 0 })
  response.end()
}
