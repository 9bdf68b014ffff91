import type { Clock } from '@holdline/bridge'
import { z } from 'zod'
import { DingtalkFailure } from './errors.ts'
import { TOKEN_MARGIN_MS } from './limits.ts'

const SECOND_MS = 1000

const answer = z.object({ accessToken: z.string().min(1), expireIn: z.number().positive() })

interface Held {
  readonly token: string
  /** Epoch milliseconds. */
  readonly until: number
}

/**
 * The access token of an app: one request for all who ask at the same time, renewed before it ends, and dropped when the
 * platform does not take it any more.
 */
export class AccessToken {
  readonly #request: (signal: AbortSignal | undefined) => Promise<unknown>
  readonly #clock: Clock
  #held: Held | undefined
  #coming: Promise<string> | undefined

  /** `request` asks the platform for a token. */
  constructor(request: (signal: AbortSignal | undefined) => Promise<unknown>, clock: Clock) {
    this.#request = request
    this.#clock = clock
  }

  /** A token that is valid, as far as is known. @throws {DingtalkFailure} */
  async get(signal?: AbortSignal): Promise<string> {
    if (this.#held !== undefined && this.#held.until > this.#clock.now()) return this.#held.token
    // One request serves all: it is not one caller's to end.
    this.#coming ??= this.#fetch().finally(() => {
      this.#coming = undefined
    })
    const token = await this.#coming
    if (signal?.aborted === true) throw new DingtalkFailure('stopped', 'access token: given up')
    return token
  }

  /** The platform does not take this token any more. */
  drop(token: string): void {
    if (this.#held?.token === token) this.#held = undefined
  }

  async #fetch(): Promise<string> {
    const parsed = answer.safeParse(await this.#request(undefined))
    if (!parsed.success) throw new DingtalkFailure('refused', 'access token: the answer holds none')
    const { accessToken, expireIn } = parsed.data
    const lifeMs = expireIn * SECOND_MS
    this.#held = { token: accessToken, until: this.#clock.now() + lifeMs - Math.min(TOKEN_MARGIN_MS, lifeMs / 2) }
    return accessToken
  }
}
