import type { ChatRef, Person } from '@holdline/bridge'
import type { AgentRoute } from '../host/api.ts'
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

/**
 * Gives a text to the host past our lane. Resolves with what the host says to it, when it has said it; texts that our
 * own notices say already are left out.
 */
export async function giveToHost(word: HostWord, route: AgentRoute, parts: GatewayParts): Promise<string> {
  const said: string[] = []
  const signal = new AbortController().signal
  const message = { ...word, at: parts.clock.now() }
  const end = dispatching(route.sessionKey)
  const nothing = (): void => {}
  try {
    await parts.runtime.channel.inbound.dispatch({
      ...headOf(message, route, parts.runtime.config.current()),
      ctxPayload: parts.runtime.channel.inbound.buildContext(factsOf(message, route)),
      delivery: {
        deliver: async (payload) => {
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
        onAdopted: async () => {},
        onDeferred: nothing,
        abortSignal: signal,
      },
    })
  } finally {
    end()
  }
  return said.join('\n\n')
}
