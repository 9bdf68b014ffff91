import type { ChatRef } from '@holdline/bridge'
import type { HostDeliver } from './host-command.ts'
import type { GatewayParts } from './parts.ts'

/** After a run's end its answer arrives within moments; a run without one ends after this. */
const ANSWER_MS = 5_000

/** After an answer, more of it may follow. */
const QUIET_MS = 400

/** A text that the host has put in its own queue. */
interface KeptWord {
  readonly sessionKey: string
  readonly chat: ChatRef
  /** Takes what the host says to it. */
  readonly deliver: HostDeliver
  /** Whether the host has taken it up. */
  isAdopted(): boolean
  /** Whether a run works in the session already: it may be the one. */
  readonly isRunning: boolean
}

/**
 * Waits for the run that the host begins with a text of its own queue: its answer comes as a message of its own, and
 * belongs to the turn that the text was said to. Rejects when `signal` ends it.
 */
export async function followKept(
  { sessionKey, chat, deliver, isAdopted, isRunning }: KeptWord,
  { clock, doors, watch }: Pick<GatewayParts, 'clock' | 'doors' | 'watch'>,
  signal: AbortSignal,
): Promise<void> {
  const settled = Promise.withResolvers<void>()
  let isSaid = false
  let isOver = false
  let cancelTimer: () => void = () => {}
  const settleIn = (ms: number): void => {
    cancelTimer()
    cancelTimer = clock.after(ms, () => settled.resolve())
  }
  const take = async (text: string): Promise<void> => {
    await deliver({ text })
    isSaid = true
    if (isOver) settleIn(QUIET_MS)
  }
  const close = doors.open(chat, { take, expects: isAdopted })
  const unlisten = watch.listen(sessionKey, ({ type }) => {
    // The run before it ends first.
    if (!isAdopted()) return
    if (type === 'started') {
      isOver = false
      cancelTimer()
    }
    if (type !== 'ended') return
    isOver = true
    settleIn(isSaid ? QUIET_MS : ANSWER_MS)
  })
  // It may all be over before anybody asks.
  if (isAdopted() && !isRunning) settleIn(ANSWER_MS)
  const stop = (): void => settled.reject(signal.reason)
  signal.addEventListener('abort', stop, { once: true })
  try {
    signal.throwIfAborted()
    await settled.promise
  } finally {
    signal.removeEventListener('abort', stop)
    cancelTimer()
    unlisten()
    close()
  }
}
