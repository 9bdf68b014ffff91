import type { DmScope, HostConfig } from './config.ts'

/** What the host's agent says to one message. */
export interface ReplyPayload {
  readonly text?: string | undefined
  readonly mediaUrl?: string | undefined
  readonly mediaUrls?: readonly string[] | undefined
  /** A message card of the host: read by `readCard`. */
  readonly presentation?: unknown
  /** The text is the host's word about a failure. */
  readonly isError?: boolean | undefined
  readonly isReasoning?: boolean | undefined
  /** What the host adds for channels; `askUser` is on a question of the agent. */
  readonly channelData?: Readonly<Record<string, unknown>> | undefined
}

/** What became of a message. */
export interface DispatchResult {
  readonly dispatched: boolean
  readonly dispatchResult?: {
    readonly deferredToActiveRun?: 'steer' | 'followup' | undefined
    readonly noVisibleReplyFallbackDelivered?: boolean | undefined
    /** The agent chose to say nothing. */
    readonly deliberateSilentTerminalReply?: true | undefined
    /** It spoke by the message tool. */
    readonly observedReplyDelivery?: boolean | undefined
  }
}

/** A file that came with a message. */
export interface InboundFile {
  readonly path: string
  readonly contentType?: string
  readonly kind?: 'image' | 'audio' | 'video' | 'document'
  readonly fileName?: string
  readonly sizeBytes?: number
}

/** The facts of a message, from which the host makes its context. */
export interface InboundFacts {
  readonly channel: string
  readonly accountId: string
  readonly messageId: string
  readonly timestamp: number
  readonly from: string
  readonly sender: { readonly id: string; readonly name?: string }
  readonly conversation: {
    readonly kind: 'direct' | 'group'
    readonly id: string
    readonly label: string
    readonly routePeer: { readonly kind: 'direct' | 'group'; readonly id: string }
  }
  readonly route: {
    readonly agentId: string
    readonly dmScope?: DmScope
    readonly accountId: string
    readonly routeSessionKey: string
    readonly dispatchSessionKey: string
    readonly mainSessionKey: string
  }
  readonly reply: { readonly to: string; readonly originatingTo: string }
  readonly message: {
    readonly rawBody: string
    readonly body: string
    readonly bodyForAgent: string
    readonly commandBody: string
  }
  readonly access: {
    readonly commands: { readonly authorized: boolean }
    readonly mentions?: { readonly canDetectMention: boolean; readonly wasMentioned: boolean }
  }
  /** Files that came with it, on this machine's disk. */
  readonly media?: InboundFile[]
  /** A command that the host answers beside its running agent; as mere text it would wait behind it. */
  readonly command?: {
    readonly kind: 'native'
    readonly name: string
    readonly authorized: boolean
    readonly body: string
  }
  readonly channelIngress: 'unsupported'
}

/** The host's own form of {@link InboundFacts}. */
export interface InboundContext {
  readonly CommandAuthorized: boolean
}

/** One message given to the host's agent. */
export interface DispatchInput {
  readonly cfg: HostConfig
  readonly channel: string
  readonly accountId: string
  readonly route: { readonly agentId: string; readonly sessionKey: string; readonly dmScope?: DmScope }
  readonly ctxPayload: InboundContext
  readonly messageId: string
  readonly delivery: {
    deliver(
      payload: ReplyPayload,
      info: { readonly kind: string },
    ): Promise<{ readonly messageIds: string[]; readonly visibleReplySent: boolean }>
    onError(error: unknown): void
    readonly observeMessageSent: true
  }
  readonly replyOptions: {
    readonly abortSignal: AbortSignal
    onAgentRunStart(runId: string): void
    onPartialReply(payload: { readonly text?: string | undefined }): void
    onToolStart(payload: { readonly name?: string; readonly phase?: string }): void
    onApprovalEvent(payload: { readonly phase?: string; readonly status?: string }): void
    onCompactionStart(): void
    onCompactionEnd(): void
    readonly allowToolLifecycleWhenProgressHidden: true
  }
  readonly turnAdoptionLifecycle: {
    readonly admission: 'exclusive'
    /** The host owns the message from here on, also over its restarts. */
    onAdopted(): Promise<void>
    /** Something else runs in the session: the message would wait in the host's own queue, which a crash empties. */
    onDeferred(): void
    readonly abortSignal: AbortSignal
  }
}

/** How messages get into the host. */
export interface InboundApi {
  buildContext(facts: InboundFacts): InboundContext
  dispatch(input: DispatchInput): Promise<DispatchResult>
}
