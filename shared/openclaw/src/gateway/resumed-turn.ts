import { type Turn, TurnFailedError, type TurnReport, type TurnResult } from '@holdline/bridge'
import type { AgentRoute } from '../host/api.ts'
import { dispatching } from '../suite/suite.ts'
import { failed, follow } from './dispatch-turn.ts'
import { type HostMeaning, readHostText } from './host-texts.ts'
import { saidEntry } from './journal.ts'
import type { GatewayParts } from './parts.ts'

/** The host begins to resume 2 to 3 s after its start; a run that has not begun by then will not. Ten times that. */
const BEGIN_MS = 30_000

/** After a resumed run's end its answer arrives within moments; a run without one ends after this. */
const ANSWER_MS = 5_000

/** After an answer, more of it may follow. */
const QUIET_MS = 400

/**
 * Waits for a turn that the host adopted before it went down. The host resumes it by itself and sends the answer as a
 * message of its own; we only follow, and give the answer to our outbox.
 */
export async function followResumed(
  turn: Turn,
  route: AgentRoute,
  past: readonly string[],
  parts: GatewayParts,
  report: TurnReport,
  signal: AbortSignal,
): Promise<TurnResult> {
  const { clock, watch, doors } = parts
  const said: string[] = [...past]
  const settled = Promise.withResolvers<void>()
  let failure: Extract<HostMeaning, { type: 'failure' }> | undefined
  let failureText = ''
  let began = false
  let over = false
  let cancelTimer: () => void = () => {}
  const settleIn = (ms: number): void => {
    cancelTimer()
    cancelTimer = clock.after(ms, () => settled.resolve())
  }
  const state = (): string | undefined =>
    parts.runtime.agent.session.getSessionEntry({ agentId: route.agentId, sessionKey: route.sessionKey })?.status

  const end = dispatching(route.sessionKey)
  const take = async (text: string): Promise<void> => {
    const meaning = readHostText(text, false)
    if (meaning?.type === 'failure') {
      failure ??= meaning
      failureText = text
    } else if (meaning === null) {
      await report.checkpoint([saidEntry(text)])
      said.push(text)
    }
    if (meaning?.type !== 'told' && (over || state() !== 'running')) settleIn(QUIET_MS)
  }
  const close = doors.open(turn.chat, { take, expects: () => over || state() !== 'running' })
  const unlisten = watch.listen(route.sessionKey, (news) => {
    if (news.type === 'started') {
      began = true
      over = false
      cancelTimer()
    }
    follow(news, report)
    if (news.type !== 'ended') return
    over = true
    settleIn(said.length > past.length || failure !== undefined ? QUIET_MS : ANSWER_MS)
  })
  report.phase({ code: 'recovering' })
  // It had answered before the host went down; only the end of our turn was lost.
  if (said.length > 0 && state() !== 'running') settled.resolve()
  clock.after(BEGIN_MS, () => {
    if (!began && state() !== 'running') settled.resolve()
  })
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
    end()
  }
  if (said.length > 0) return { text: said.join('\n\n'), journal: [] }
  if (failure !== undefined) throw failed(failure, failureText)
  throw new TurnFailedError(
    'gateway_restarted',
    began ? 'the resumed run ended without an answer' : 'the host did not resume the run',
  )
}
