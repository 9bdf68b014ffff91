import {
  backoff,
  type ChannelMemory,
  type ChatRef,
  type Clock,
  chatKeyOf,
  type Json,
  type Logger,
  Recent,
} from '@holdline/bridge'
import type { FeishuApi } from './api.ts'
import type { Budget } from './budget.ts'
import { isMessageId } from './chat-ref.ts'
import { channelError, FeishuFailure, isKind } from './errors.ts'
import { ADOPTED_WITHIN_MS, REACTION_BACKOFF, REACTION_TRIES, REMEMBERED, TYPING_EMOJI } from './limits.ts'

/** What {@link Reactions} work with. */
export interface ReactionParts {
  readonly api: FeishuApi
  readonly budget: Budget
  /** Reactions that stand: by message, with the reaction's id once it is known. */
  readonly memory: ChannelMemory
  readonly clock: Clock
  readonly logger: Logger
}

/** A reaction that stands, or may stand, on a message. */
interface Trace {
  readonly message: string
  /** Unknown: the platform may have put it without telling us. */
  reaction?: string
  /** It is being put: until that has an end, there may be nothing to take back yet. */
  underway?: Promise<void>
  /** It was refused, so there is nothing to take back. */
  refused?: boolean
}

/**
 * Shows that the bot is at work, by a reaction on the message that it works on. A reaction stays until it is taken back,
 * also over a crash: so it is written down before it is put, and what is found at a start is taken back.
 */
export class Reactions {
  readonly #parts: ReactionParts
  readonly #traces = new Map<string, Trace[]>()
  /** The last message of each chat, for a turn that answers none. */
  readonly #latest = new Recent<string, string>(REMEMBERED)
  #left: Promise<Map<string, Trace>> | undefined
  #signal: AbortSignal = new AbortController().signal

  constructor(parts: ReactionParts) {
    this.#parts = parts
  }

  /** Takes back what an earlier process left, where its work does not go on. */
  async start(signal: AbortSignal): Promise<void> {
    this.#signal = signal
    const left = await this.#leftBehind()
    const cancel = this.#parts.clock.after(ADOPTED_WITHIN_MS, () => {
      for (const trace of left.values()) void this.#takeBack(trace)
      left.clear()
    })
    signal.addEventListener('abort', cancel)
  }

  /** Somebody wrote this in a chat. */
  saw(chat: ChatRef, message: string): void {
    this.#latest.set(chatKeyOf(chat), message)
  }

  /** Shows it on the message that is worked on. @throws {ChannelError} */
  async show(chat: ChatRef, replyTo?: string): Promise<void> {
    const { api, budget, memory } = this.#parts
    const key = chatKeyOf(chat)
    const message = isMessageId(replyTo) ? replyTo : this.#latest.get(key)
    const standing = this.#traces.get(key) ?? []
    if (message === undefined || standing.some((trace) => trace.message === message) || budget.isPaused(chat.chat))
      return
    const { promise, resolve } = Promise.withResolvers<void>()
    const trace: Trace = { message, underway: promise }
    this.#traces.set(key, [...standing, trace])
    try {
      if (await this.#adopts(trace)) return
      await memory.set(message, {})
      const { data } = await api.run('reaction create', (client) =>
        client.im.v1.messageReaction.create({
          path: { message_id: message },
          data: { reaction_type: { emoji_type: TYPING_EMOJI } },
        }),
      )
      if (data?.reaction_id === undefined) return
      trace.reaction = data.reaction_id
      await memory.set(message, { reaction: data.reaction_id })
    } catch (error) {
      const failure = error instanceof FeishuFailure ? error : undefined
      if (failure !== undefined && failure.kind !== 'lost') await this.#forget(key, trace)
      if (isKind(error, 'message_gone')) return
      throw failure === undefined ? error : channelError(failure)
    } finally {
      resolve()
    }
  }

  /** Takes it back. Nobody has to wait for it: the answer is not held up by a reaction. */
  end(chat: ChatRef): void {
    const key = chatKeyOf(chat)
    const traces = this.#traces.get(key) ?? []
    this.#traces.delete(key)
    for (const trace of traces) void this.#takeBack(trace)
  }

  /** What stood when this process began, by message. Work that goes on may show itself before the channel starts. */
  async #leftBehind(): Promise<Map<string, Trace>> {
    this.#left ??= this.#parts.memory
      .all()
      .then((all) => new Map([...all].map(([message, value]) => [message, traceOf(message, value)])))
    return await this.#left
  }

  /** Whether the reaction stands already, since the work on its message goes on from an earlier process. */
  async #adopts(trace: Trace): Promise<boolean> {
    const left = await this.#leftBehind()
    const { reaction } = left.get(trace.message) ?? {}
    left.delete(trace.message)
    if (reaction !== undefined) trace.reaction = reaction
    return reaction !== undefined
  }

  async #takeBack(trace: Trace): Promise<void> {
    const { clock, logger, memory } = this.#parts
    await trace.underway
    if (trace.refused === true) return
    for (let attempt = 1; attempt <= REACTION_TRIES; attempt += 1) {
      try {
        await this.#remove(trace)
        await memory.delete(trace.message)
        return
      } catch (error) {
        logger.debug({ error, attempt }, 'feishu: a reaction could not be taken back')
      }
      try {
        await backoff(attempt, REACTION_BACKOFF, clock, this.#signal)
      } catch {
        return // It was stopped: the next start goes on.
      }
    }
    logger.warn({ message: trace.message }, 'feishu: a reaction stays; the next start tries to take it back again')
  }

  async #remove({ message, reaction }: Trace): Promise<void> {
    const known = reaction === undefined ? await this.#ownOn(message) : [reaction]
    for (const id of known) {
      try {
        await this.#parts.api.run('reaction delete', (client) =>
          client.im.v1.messageReaction.delete({ path: { message_id: message, reaction_id: id } }),
        )
      } catch (error) {
        // A refusal says that it is not there, or that its message is gone.
        if (!isKind(error, 'message_gone', 'refused', 'blocked')) throw error
      }
    }
  }

  /** Our reactions of this kind on a message. */
  async #ownOn(message: string): Promise<string[]> {
    try {
      const { data } = await this.#parts.api.run('reaction list', (client) =>
        client.im.v1.messageReaction.list({
          path: { message_id: message },
          params: { reaction_type: TYPING_EMOJI, user_id_type: 'open_id' },
        }),
      )
      return (data?.items ?? []).flatMap(({ reaction_id: id, operator }) =>
        id !== undefined && operator?.operator_type === 'app' && operator.operator_id === this.#parts.api.appId
          ? [id]
          : [],
      )
    } catch (error) {
      if (isKind(error, 'message_gone', 'refused', 'blocked')) return []
      throw error
    }
  }

  async #forget(key: string, trace: Trace): Promise<void> {
    trace.refused = true
    this.#traces.set(
      key,
      (this.#traces.get(key) ?? []).filter((one) => one !== trace),
    )
    await this.#parts.memory.delete(trace.message)
  }
}

function traceOf(message: string, value: Json): Trace {
  const known = typeof value === 'object' && value !== null && 'reaction' in value ? value.reaction : undefined
  return { message, ...(typeof known === 'string' ? { reaction: known } : {}) }
}
