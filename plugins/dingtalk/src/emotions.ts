import {
  ChannelError,
  type ChannelMemory,
  type ChatRef,
  type Clock,
  chatKeyOf,
  type Json,
  type Logger,
} from '@holdline/bridge'
import type { DingtalkApi } from './api.ts'
import type { Chats } from './chats.ts'
import { channelError, DingtalkFailure } from './errors.ts'
import type { Health } from './health.ts'
import { EMOTION_RETRY_MS, EMOTION_TRIES } from './limits.ts'

/** What {@link Emotions} work with. */
export interface EmotionParts {
  readonly api: DingtalkApi
  readonly chats: Chats
  readonly memory: ChannelMemory
  readonly clock: Clock
  readonly logger: Logger
  readonly health: Health
  /** The robot, where a message does not say. */
  readonly robotCode: string
}

/** A label on a message. */
interface Label {
  readonly message: string
  readonly chatKey: string
  readonly conversationId: string
  readonly robotCode: string
  readonly name: string
}

/** A label with words of our own; the id and the background are those of all such. [3p] */
const WITH_WORDS = { emotionType: 2, emotionId: '2659900', backgroundId: 'im_bg_1' } as const

/** Failures after which a label cannot be taken off, however often it is tried. */
const HOPELESS: ReadonlySet<string> = new Set(['refused', 'content'])

/**
 * The sign of work: a label on the message that is worked on. It stays until it is taken off, so that every label is in
 * the store before it can be seen, and one that a crash has left is taken off at the next start. None of this ever
 * holds up anything else.
 */
export class Emotions {
  readonly #parts: EmotionParts
  readonly #live = new Map<string, Label>()
  readonly #left = new Map<string, Label>()
  /** Labels that are being taken off, by message: a new one comes after that. */
  readonly #leaving = new Map<string, Promise<void>>()

  constructor(parts: EmotionParts) {
    this.#parts = parts
  }

  /** Reads what an earlier life has left. A turn that goes on takes its label over. */
  async load(): Promise<void> {
    for (const [message, value] of await this.#parts.memory.all()) {
      const label = read(message, value)
      if (label === undefined) await this.#parts.memory.delete(message)
      else if (!this.#live.has(message)) this.#left.set(message, label)
    }
  }

  /** Takes off what nobody works on any more. In the background, and again where it fails. */
  sweep(signal: AbortSignal): void {
    for (const label of this.#left.values()) if (!this.#live.has(label.message)) void this.#leave(label, signal)
    this.#left.clear()
  }

  /** Puts a label on the message that is worked on, once. @throws {ChannelError} */
  async put(chat: ChatRef, replyTo: string | undefined, name: string): Promise<void> {
    const { api, chats, memory, robotCode } = this.#parts
    const place = chats.of(chat)
    const message = replyTo ?? chats.latest(chat)
    if (place === undefined || message === undefined)
      throw new ChannelError('rejected', 'it is not known on which message the sign of work would stand')
    if (this.#live.has(message)) return
    const left = this.#left.get(message)
    const label = left ?? {
      message,
      chatKey: chatKeyOf(chat),
      conversationId: place.conversationId,
      robotCode: place.robotCode ?? robotCode,
      name,
    }
    this.#live.set(message, label)
    this.#left.delete(message)
    if (left !== undefined) return
    try {
      await this.#leaving.get(message)
      await memory.set(message, toJson(label))
    } catch (error) {
      this.#live.delete(message)
      throw error
    }
    // It was over before it began.
    if (this.#live.get(message) !== label) return await memory.delete(message)
    try {
      await api.call('POST', '/v1.0/robot/emotion/reply', bodyOf(label))
      this.#parts.health.limit('emotions', undefined)
    } catch (error) {
      await this.#failed(label, error)
    }
  }

  /** Takes the labels of a chat off. */
  async end(chat: ChatRef, signal: AbortSignal): Promise<void> {
    const key = chatKeyOf(chat)
    const mine = [...this.#live.values()].filter(({ chatKey }) => chatKey === key)
    for (const { message } of mine) this.#live.delete(message)
    await Promise.all(mine.map((label) => this.#leave(label, signal)))
  }

  async #failed(label: Label, error: unknown): Promise<void> {
    const lost = error instanceof DingtalkFailure && (error.kind === 'lost' || error.kind === 'stopped')
    if (!lost) {
      this.#live.delete(label.message)
      await this.#parts.memory.delete(label.message)
    }
    if (error instanceof DingtalkFailure && error.kind === 'forbidden')
      this.#parts.health.limit('emotions', 'the app may not put labels on messages, so that nobody sees it at work')
    throw channelError(error)
  }

  /** Resolves after the first try; later ones are made in the background. */
  #leave(label: Label, signal: AbortSignal): Promise<void> {
    const { message } = label
    const leaving = this.#takeOff(label, signal).finally(() => this.#leaving.delete(message))
    this.#leaving.set(message, leaving)
    return leaving
  }

  async #takeOff(label: Label, signal: AbortSignal, attempt = 1): Promise<void> {
    const { api, memory, clock, logger } = this.#parts
    // The message is worked on again, and its label is wanted.
    if (attempt > 1 && this.#live.has(label.message)) return
    try {
      await api.call('POST', '/v1.0/robot/emotion/recall', bodyOf(label), { signal })
      await memory.delete(label.message)
    } catch (error) {
      const hopeless = error instanceof DingtalkFailure && HOPELESS.has(error.kind)
      logger.debug({ attempt, error }, 'dingtalk: a label could not be taken off a message')
      if (signal.aborted) return
      if (hopeless || attempt >= EMOTION_TRIES) await this.#forget(label)
      else clock.after(EMOTION_RETRY_MS, () => void this.#takeOff(label, signal, attempt + 1))
    }
  }

  async #forget({ message }: Label): Promise<void> {
    try {
      await this.#parts.memory.delete(message)
    } catch (error) {
      this.#parts.logger.warn({ error }, 'dingtalk: a label could not be forgotten')
    }
  }
}

function bodyOf({ robotCode, message, conversationId, name }: Label): Readonly<Record<string, unknown>> {
  const { emotionType, emotionId, backgroundId } = WITH_WORDS
  return {
    robotCode,
    openMsgId: message,
    openConversationId: conversationId,
    emotionType,
    emotionName: name,
    textEmotion: { emotionId, emotionName: name, text: name, backgroundId },
  }
}

function toJson({ chatKey, conversationId, robotCode, name }: Label): Json {
  return { chatKey, conversationId, robotCode, name }
}

function read(message: string, value: Json): Label | undefined {
  if (typeof value !== 'object' || value === null || !('chatKey' in value)) return undefined
  const { chatKey, conversationId, robotCode, name } = value
  const whole =
    typeof chatKey === 'string' &&
    typeof conversationId === 'string' &&
    typeof robotCode === 'string' &&
    typeof name === 'string'
  return whole ? { message, chatKey, conversationId, robotCode, name } : undefined
}
