import { createCipheriv, createHash, randomBytes } from 'node:crypto'
import type { Clock } from '../kit/clock.ts'
import { isJsonObject, type JsonObject, parseJson } from '../kit/json.ts'
import type { Limits } from './limits.ts'
import type { Acknowledgement, Receiver } from './receiver.ts'

const IV_BYTES = 16
const SECOND_MS = 1_000

/** Where a bot wants its events, and what it shares with the platform. */
export interface WebhookSettings {
  readonly url: string
  readonly verificationToken: string
  /** With it events are encrypted and signed. */
  readonly encryptKey?: string
}

/** A request as the platform makes it. */
export interface WebhookRequest {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** How a request is made when it is not made as it should be. */
export interface RequestOptions {
  /** Unix milliseconds. */
  readonly at: number
  readonly encryptKey?: string | undefined
  readonly nonce?: string
}

/** Encrypts as the platform does: AES-256-CBC, the key's SHA-256, the IV in front. Source: docs, encrypt key. */
function encrypt(text: string, encryptKey: string): string {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-cbc', createHash('sha256').update(encryptKey).digest(), iv)
  return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final()]).toString('base64')
}

/** The request that brings something to a webhook. Source: docs, signature: SHA-256 of timestamp, nonce, key and body. */
export function webhookRequest(
  content: JsonObject,
  { at, encryptKey, nonce = '1628735673' }: RequestOptions,
): WebhookRequest {
  const plain = JSON.stringify(content)
  const headers = { 'content-type': 'application/json; charset=utf-8' }
  if (encryptKey === undefined) return { headers, body: plain }
  const body = JSON.stringify({ encrypt: encrypt(plain, encryptKey) })
  const timestamp = String(Math.floor(at / SECOND_MS))
  const signature = createHash('sha256').update(`${timestamp}${nonce}${encryptKey}${body}`).digest('hex')
  return {
    headers: {
      ...headers,
      'x-lark-request-timestamp': timestamp,
      'x-lark-request-nonce': nonce,
      'x-lark-signature': signature,
    },
    body,
  }
}

/** Posts the events of an app to its webhook. */
export class Webhook implements Receiver {
  readonly settings: WebhookSettings
  readonly ready = true
  readonly #clock: Clock
  readonly #limits: Limits
  readonly #stopped = new AbortController()

  constructor(settings: WebhookSettings, clock: Clock, limits: Limits) {
    this.settings = settings
    this.#clock = clock
    this.#limits = limits
  }

  stop(): void {
    this.#stopped.abort()
  }

  /** Asks the address whether it is the app's: it has to send the challenge back. Throws when it does not. */
  async challenge(): Promise<void> {
    const challenge = randomBytes(IV_BYTES).toString('hex')
    const token = this.settings.verificationToken
    const result = await this.#send({ challenge, token, type: 'url_verification' })
    const answer = result.kind === 'answered' && isJsonObject(result.data) ? result.data.challenge : undefined
    if (answer !== challenge) throw new Error(`the webhook did not pass the challenge: ${JSON.stringify(result)}`)
  }

  post(envelope: JsonObject): Promise<Acknowledgement> {
    return this.#send(envelope)
  }

  async #send(content: JsonObject): Promise<Acknowledgement> {
    const { url, encryptKey } = this.settings
    const late = new AbortController()
    const cancel = this.#clock.after(this.#limits.ackMs, () => late.abort())
    try {
      const response = await fetch(url, {
        method: 'POST',
        ...webhookRequest(content, { at: this.#clock.now(), encryptKey }),
        signal: AbortSignal.any([late.signal, this.#stopped.signal]),
      })
      const text = await response.text()
      return { kind: 'answered', code: response.status, data: text === '' ? undefined : parseJson(text) }
    } catch {
      return { kind: 'silent', lost: !late.signal.aborted }
    } finally {
      cancel()
    }
  }
}
