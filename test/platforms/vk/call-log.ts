import type { Community } from './community.ts'
import { ERROR_CODE } from './error-code.ts'
import type { Params } from './params.ts'
import type { Platform } from './platform.ts'
import type { RecordedCall } from './recorded-call.ts'

/** Told of every call when it is done. */
export type OnCall = (call: RecordedCall) => void

/** What makes a call the same as another. */
function identity({ community, method, params }: RecordedCall): string {
  const { captcha_sid: _sid, captcha_key: _key, ...rest } = params
  return JSON.stringify([community, method, rest])
}

/** Every call, as it comes and as it ends. */
export class CallLog {
  /** In the order of arrival. */
  readonly calls: RecordedCall[] = []
  readonly #platform: Platform
  readonly #onCall: OnCall | undefined
  /** When a call was last answered with a captcha or flood error. */
  readonly #floodedAt = new Map<string, number>()

  constructor(platform: Platform, onCall: OnCall | undefined) {
    this.#platform = platform
    this.#onCall = onCall
  }

  /** A call has come. `executed`: as one of those of an `execute`. */
  begin(method: string, params: Params, community: Community | undefined, executed = false): RecordedCall {
    const call: RecordedCall = {
      number: this.calls.length + 1,
      at: this.#platform.clock.now(),
      community: community?.id,
      method,
      params: params.values,
      executed,
      result: undefined,
      errorCode: undefined,
      error: undefined,
      doneAt: undefined,
    }
    this.calls.push(call)
    const floodedAt = this.#floodedAt.get(identity(call)) ?? Number.NEGATIVE_INFINITY
    const afterMs = call.at - floodedAt
    if (afterMs < this.#platform.limits.pauseAfterFloodMs) {
      this.#platform.violate('flood.retry', `${method} again ${afterMs} ms after it was too much`, call)
    }
    this.#platform.watch.changed()
    return call
  }

  /** A call is answered. */
  end(call: RecordedCall, errorCode?: number): void {
    call.errorCode = errorCode
    call.doneAt = this.#platform.clock.now()
    if (errorCode === ERROR_CODE.flood || errorCode === ERROR_CODE.captcha) {
      this.#floodedAt.set(identity(call), call.doneAt)
    }
    this.#onCall?.(call)
    this.#platform.watch.changed()
  }
}
