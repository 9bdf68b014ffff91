import type { WaitOptions, Watch } from './watch.ts'

/** What a wait needs to know of a call. */
interface Answered {
  readonly doneAt: number | undefined
}

/** Options of a wait for a call. */
export interface CallWaitOptions extends WaitOptions {
  /** Which of them, from 1; those that are over count. Default: the first. */
  readonly count?: number
}

/** Where a wait looks: at the calls so far, whenever something has changed. */
export interface CallSource<Call> {
  readonly calls: readonly Call[]
  readonly watch: Watch
  /** A call in a few words, for the message of a wait that fails. */
  readonly describe: (call: Call) => string
}

/** The n-th call that fits; waits until it is answered. */
export function waitForCall<Call extends Answered>(
  { calls, watch, describe }: CallSource<Call>,
  fits: (call: Call) => boolean,
  { count = 1, ...options }: CallWaitOptions = {},
): Promise<Call> {
  const find = () => {
    const call = calls.filter(fits)[count - 1]
    return call?.doneAt === undefined ? undefined : call
  }
  return watch.until(find, () => calls.map(describe).join(', ') || 'no call', options)
}
