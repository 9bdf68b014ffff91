import type { ChatRef, Person } from '@holdline/bridge'
import type { AgentRoute } from '../host/api.ts'
import type { ReplyPayload } from '../host/inbound.ts'
import { dispatching } from '../suite/suite.ts'
import { factsOf, headOf } from './host-message.ts'
import { readHostText } from './host-texts.ts'
import { replyText } from './message-text.ts'
import type { GatewayParts } from './parts.ts'

/** Text for the host itself: one of its commands, or the answer to its question. */
export interface HostWord {
  readonly id: string
  readonly chat: ChatRef
  readonly sender: Person
  readonly text: string
  /** Whether it may be a command. */
  readonly commands: boolean
  readonly native?: string
}

/** Takes what the host says to a text. */
export type HostDeliver = (
  payload: ReplyPayload,
) => Promise<{ readonly messageIds: string[]; readonly visibleReplySent: boolean }>

/** How a text is given when what the host says to it belongs to a turn. */
export interface HostWordOptions {
  readonly deliver?: HostDeliver
  /** Takes the text back, as long as the host has not taken it up. */
  readonly signal?: AbortSignal
  onAdopted?(): Promise<void>
  /**
   * The host has left it to its active run: this has taken it, if it was adopted, or the host has it in its own queue for
   * a run of its own, and `signal` takes it back.
   */
  onDeferred?(): void
}

/**
 * Gives a text to the host past our lane. Resolves with what the host says to it, when it has said it; texts that our
 * own notices say already are left out.
 */
export async function giveToHost(
  word: HostWord,
  route: AgentRoute,
  parts: GatewayParts,
  {
    deliver,
    signal = new AbortController().signal,
    onAdopted = async () => {},
    onDeferred = () => {},
  }: HostWordOptions = {},
): Promise<string> {
  const said: string[] = []
  const message = { ...word, at: parts.clock.now() }
  const end = dispatching(route.sessionKey)
  const nothing = (): void => {}
  try {
    const { dispatchResult } = await parts.runtime.channel.inbound.dispatch({
      ...headOf(message, route, parts.runtime.config.current()),
      ctxPayload: parts.runtime.channel.inbound.buildContext(factsOf(message, route)),
      delivery: {
        deliver: async (payload) => {
          if (deliver !== undefined) return await deliver(payload)
          const text = replyText(payload)
          if (text !== '' && readHostText(text, payload.isError === true)?.type !== 'told') said.push(text)
          return { messageIds: [`${word.id}-${said.length}`], visibleReplySent: true }
        },
        onError: (error) => parts.logger.warn({ error }, 'the host could not hand over a reply'),
        observeMessageSent: true,
      },
      replyOptions: {
        abortSignal: signal,
        onAgentRunStart: nothing,
        onPartialReply: nothing,
        onToolStart: nothing,
        onApprovalEvent: nothing,
        onCompactionStart: nothing,
        onCompactionEnd: nothing,
        allowToolLifecycleWhenProgressHidden: true,
      },
      turnAdoptionLifecycle: {
        admission: 'exclusive',
        onAdopted,
        onDeferred: nothing,
        abortSignal: signal,
      },
    })
    if (dispatchResult?.deferredToActiveRun !== undefined) onDeferred()
  } finally {
    end()
  }
  return said.join('\n\n')
}
