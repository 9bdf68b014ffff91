import type { ChatRef, Person } from '@holdline/bridge'
import type { AgentRoute } from '../host/api.ts'
import type { HostConfig } from '../host/config.ts'
import type { DispatchInput, InboundFacts, InboundFile } from '../host/inbound.ts'
import { hostChannel, targetOf } from './routes.ts'

/** A message as it is given to the host. */
export interface HostMessage {
  readonly id: string
  readonly chat: ChatRef
  readonly sender: Person
  readonly text: string
  readonly at: number
  /** What the model is told before it, and nobody else. */
  readonly preface?: string
  /** What came with it. */
  readonly files?: InboundFile[]
  /** Whether the sender may give the host's own commands. */
  readonly commands: boolean
  /** The name of the command that it is, for those that the host answers beside its running agent. */
  readonly native?: string
}

/** The parts of a dispatch that are facts of the message. */
export function factsOf(message: HostMessage, route: AgentRoute): InboundFacts {
  const { chat, sender, text } = message
  const target = targetOf(chat)
  return {
    channel: hostChannel(chat.channel),
    accountId: chat.account,
    messageId: message.id,
    timestamp: message.at,
    from: target,
    sender: { id: sender.id, ...(sender.name === undefined ? {} : { name: sender.name }) },
    conversation: {
      kind: chat.kind,
      id: chat.chat,
      label: sender.name ?? chat.chat,
      routePeer: { kind: chat.kind, id: chat.chat },
    },
    route: {
      agentId: route.agentId,
      ...(route.dmScope === undefined ? {} : { dmScope: route.dmScope }),
      accountId: chat.account,
      routeSessionKey: route.sessionKey,
      dispatchSessionKey: route.sessionKey,
      mainSessionKey: route.mainSessionKey,
    },
    reply: { to: target, originatingTo: target },
    message: { rawBody: text, body: text, bodyForAgent: `${message.preface ?? ''}${text}`, commandBody: text },
    ...(message.files === undefined || message.files.length === 0 ? {} : { media: message.files }),
    access: {
      commands: { authorized: message.commands },
      // Whether a group message is for the bot has been decided before: what comes here addresses it.
      ...(chat.kind === 'group' ? { mentions: { canDetectMention: true, wasMentioned: true } } : {}),
    },
    ...(message.native === undefined
      ? {}
      : { command: { kind: 'native', name: message.native, authorized: message.commands, body: text } }),
    channelIngress: 'unsupported',
  }
}

/** The head of a dispatch. */
export function headOf(
  message: HostMessage,
  route: AgentRoute,
  cfg: HostConfig,
): Pick<DispatchInput, 'cfg' | 'channel' | 'accountId' | 'route' | 'messageId'> {
  return {
    cfg,
    channel: hostChannel(message.chat.channel),
    accountId: message.chat.account,
    route: {
      agentId: route.agentId,
      sessionKey: route.sessionKey,
      ...(route.dmScope === undefined ? {} : { dmScope: route.dmScope }),
    },
    messageId: message.id,
  }
}
