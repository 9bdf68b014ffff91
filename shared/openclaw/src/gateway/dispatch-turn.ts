import {
  type Json,
  SessionBusyError,
  type Turn,
  TurnFailedError,
  type TurnReport,
  type TurnResult,
} from '@holdline/bridge'
import type { AgentRoute } from '../host/api.ts'
import type { DispatchResult, ReplyPayload } from '../host/inbound.ts'
import { aborted, dispatching, windsUp } from '../suite/suite.ts'
import { factsOf, headOf } from './host-message.ts'
import { type HostMeaning, readHostText } from './host-texts.ts'
import { inboundFiles } from './inbound-files.ts'
import { ADOPTED, saidEntry } from './journal.ts'
import { questionOf, replyText } from './message-text.ts'
import type { GatewayParts } from './parts.ts'
import type { RunNews } from './phase-of-event.ts'
import { isRich } from './rich-reply.ts'
import { Steering } from './steering.ts'

/** The pause before a message that met another surface's run is tried again; the run's end wakes it earlier. */
const BUSY_RETRY_MS = 15_000

/** The pause when the host only winds up a run of our own. */
export const WINDING_UP_MS = 500

/** What a refusal of a draining host is called (openclaw 2026.9.6, `GatewayDrainingError`). */
const DRAINING = 'GatewayDrainingError'

/**
 * What the host's refusal of a session is called that it gave up after several restarts (openclaw 2026.9.6,
 * `dist/lifecycle`). Only `/new` or `/reset` helps.
 */
const TOMBSTONED = 'SessionRestartRecoveryTombstoneError'

/** What a turn is given besides its question. */
export interface Beside {
  /** What the model is told before the question. */
  readonly preface: string
  /** What its journal says besides, once the host has it. */
  readonly entries: readonly Json[]
}

/** Nothing but the question. */
export const NOTHING_BESIDE: Beside = { preface: '', entries: [] }

/** Gives a turn to the host's agent and follows it to its end. */
export async function dispatchTurn(
  turn: Turn,
  route: AgentRoute,
  parts: GatewayParts,
  report: TurnReport,
  signal: AbortSignal,
  beside: Beside,
): Promise<TurnResult> {
  const asker = turn.messages.at(-1)
  if (asker === undefined) throw new TurnFailedError('unknown', 'a turn without a message')
  const { files, given } = await inboundFiles(turn, parts, signal)
  const message = {
    id: asker.id,
    chat: turn.chat,
    sender: asker.sender,
    text: questionOf(turn, given),
    preface: beside.preface,
    files,
    at: asker.receivedAt,
    commands: parts.mayCommand(turn.chat.channel, turn.chat.account, asker.sender.id),
  }
  const cfg = parts.runtime.config.current()
  const said: string[] = []
  let sentRich = 0
  let failure: Extract<HostMeaning, { type: 'failure' }> | undefined
  let failureText = ''
  let deferred = false
  let adopted = false
  const stop = new AbortController()
  const abort = AbortSignal.any([signal, stop.signal])

  const deliver = async (payload: ReplyPayload): Promise<{ messageIds: string[]; visibleReplySent: boolean }> => {
    const delivered = { messageIds: [`${turn.id}-${said.length}`], visibleReplySent: true }
    const text = replyText(payload)
    if (payload.channelData?.askUser !== undefined) {
      await parts.ask(turn, text, payload.presentation)
      return delivered
    }
    if (payload.isReasoning !== true && payload.isError !== true && isRich(payload)) {
      sentRich += 1
      await parts.sendRich(turn, sentRich, payload)
      return delivered
    }
    const meaning = payload.isReasoning === true || text === '' ? null : readHostText(text, payload.isError === true)
    if (meaning?.type === 'failure') {
      failure ??= meaning
      failureText = text
    } else if (meaning === null && text !== '' && payload.isReasoning !== true) {
      await steering.checkpoint([saidEntry(text)])
      said.push(text)
      report.partial(said.join('\n\n'))
    }
    return delivered
  }

  const steering = new Steering(turn, route, parts, report, deliver, signal)
  const end = dispatching(route.sessionKey)
  const unlisten = parts.watch.listen(route.sessionKey, (news) => {
    follow(news, report)
    steering.hear(news)
    if (news.type === 'phase' && news.approval !== undefined) parts.offerApproval(turn, news.approval)
  })
  let result: DispatchResult
  try {
    const context = parts.runtime.channel.inbound.buildContext(factsOf(message, route))
    result = await parts.runtime.channel.inbound.dispatch({
      ...headOf(message, route, cfg),
      ctxPayload: context,
      delivery: {
        deliver,
        onError: (error) => parts.logger.warn({ turn: turn.id, error }, 'the host could not hand over a reply'),
        observeMessageSent: true,
      },
      replyOptions: {
        abortSignal: abort,
        onAgentRunStart: (runId) => parts.watch.ours(runId, route.sessionKey),
        onPartialReply: ({ text = '' }) => {
          if (text !== '') report.partial([...said, text].join('\n\n'))
        },
        // The agent's events say the same, with the calls that are open beside it.
        onToolStart: () => report.progress(),
        onApprovalEvent: () => report.progress(),
        onCompactionStart: () => report.phase({ code: 'compacting' }),
        onCompactionEnd: () => report.phase({ code: 'waiting_model_response' }),
        allowToolLifecycleWhenProgressHidden: true,
      },
      turnAdoptionLifecycle: {
        admission: 'exclusive',
        onAdopted: async () => {
          adopted = true
          await steering.checkpoint([...beside.entries, ADOPTED])
          steering.look()
        },
        onDeferred: () => {
          deferred = true
          stop.abort(new Error('another surface has the session'))
        },
        abortSignal: abort,
      },
    })
    await steering.settled()
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof Error && error.name === DRAINING) throw busy(turn, WINDING_UP_MS, 'this node')
    if (error instanceof Error && error.name === TOMBSTONED)
      throw new TurnFailedError('session_unrecoverable', 'the host has given this session up', { cause: error })
    throw error
  } finally {
    steering.stop()
    unlisten()
    end()
    if (signal.aborted) aborted(route.sessionKey, parts.clock.now())
  }
  signal.throwIfAborted()
  if (deferred || result.dispatchResult?.deferredToActiveRun !== undefined) {
    const foreign = parts.watch.foreignRun(route.sessionKey) !== undefined
    throw busy(turn, foreign ? BUSY_RETRY_MS : WINDING_UP_MS, foreign ? 'another surface' : 'this node')
  }
  if (said.length > 0) return { text: said.join('\n\n'), journal: [] }
  if (failure !== undefined) throw failed(failure, failureText)
  const { deliberateSilentTerminalReply, observedReplyDelivery } = result.dispatchResult ?? {}
  if (deliberateSilentTerminalReply === true || observedReplyDelivery === true || sentRich > 0)
    return { text: '', silent: true, journal: [] }
  if (!adopted && windsUp(route.sessionKey, parts.clock.now())) throw busy(turn, WINDING_UP_MS, 'this node')
  throw new TurnFailedError('unknown', 'the host ended the run without a reply')
}

/** Passes on what a run does. */
export function follow(news: RunNews, report: TurnReport): void {
  if (news.type === 'phase') report.phase(news.phase)
  else report.progress()
}

/** A failure that the host told in words. */
export function failed(meaning: Extract<HostMeaning, { type: 'failure' }>, text: string): TurnFailedError {
  return new TurnFailedError(meaning.code, text, meaning.detail === undefined ? {} : { detail: meaning.detail })
}

/** The message goes back to the queue's head. */
export function busy(
  turn: Pick<Turn, 'session'>,
  retryAfterMs: number,
  holder: SessionBusyError['holder'],
): SessionBusyError {
  return new SessionBusyError({
    session: turn.session,
    reason: 'queue_wait',
    since: Date.now(),
    turnId: null,
    disposition: { type: 'queued', position: 1 },
    holder,
    retryAfterMs,
  })
}
