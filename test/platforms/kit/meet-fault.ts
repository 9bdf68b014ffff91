import type { Answer } from './answer.ts'
import type { Clock } from './clock.ts'
import type { Mishap } from './fault.ts'

/** A call that may meet a fault. */
export interface Meeting<Fault extends Mishap> {
  /** None: nothing is in its way. */
  readonly fault: Fault | undefined
  /** The platform's time. */
  readonly clock: Clock
  /** Aborts when the client has left. */
  readonly gone: AbortSignal
  /** Does what the call says. */
  readonly execute: () => Answer | Promise<Answer>
  /** The answer that a fault makes up; none for one that only takes time. */
  readonly made: (fault: Fault) => Answer | undefined
}

/** Answers a call, or lets it fail as the fault says. */
export async function meetFault<Fault extends Mishap>(meeting: Meeting<Fault>): Promise<Answer> {
  const { fault, clock, gone, execute, made } = meeting
  if (fault === undefined) return execute()
  if (fault.delayMs !== undefined) await pause(fault.delayMs, clock, gone)
  if (fault.hang === true) await pause(Number.POSITIVE_INFINITY, clock, gone)
  if (fault.hang === true || fault.dropBefore === true) return 'drop'
  if (fault.dropAfter === true) {
    await execute()
    return 'drop'
  }
  return made(fault) ?? execute()
}

/** Waits on the platform's clock, but no longer than the client. */
function pause(ms: number, clock: Clock, gone: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const cancel = Number.isFinite(ms) ? clock.after(ms, resolve) : () => {}
  gone.addEventListener('abort', () => resolve(), { once: true })
  if (gone.aborted) resolve()
  return promise.finally(cancel)
}
