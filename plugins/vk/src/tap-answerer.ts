import { backoff, type ChatRef, type Clock, clip, type Logger } from '@holdline/bridge'
import { doneSchema, sentSchema } from './answers.ts'
import type { VkApi } from './api.ts'
import { peerOf } from './chat-ref.ts'
import type { TapWay } from './decode.ts'
import { forwardOf } from './encode.ts'
import { type FailureKind, VkFailure } from './errors.ts'
import { MAX_SNACKBAR_TEXT, TAP_ANSWER_MS, TAP_RETRY } from './limits.ts'
import { randomIdOf } from './random-id.ts'
import { sentMessage } from './sent-message.ts'
import type { VkTexts } from './texts.ts'

/** What a {@link TapAnswerer} works with. */
export interface TapAnswererParts {
  readonly api: VkApi
  readonly texts: VkTexts
  readonly clock: Clock
  readonly logger: Logger
  /** Ends the tries. */
  readonly signal: AbortSignal
}

/** Failures after which the same answer may get through. One that was there already is refused, which harms nobody. */
const PASSING: ReadonlySet<FailureKind> = new Set(['unsent', 'lost', 'server', 'too_fast'])

/**
 * Answers presses of buttons. Nobody waits for it here; the person does, so an answer that does not get through is sent
 * again as long as it is of use: until then their button spins.
 */
export class TapAnswerer {
  readonly #parts: TapAnswererParts

  constructor(parts: TapAnswererParts) {
    this.#parts = parts
  }

  /** Tells the person what became of it. `key`: equal for every delivery of the press. */
  answer(chat: ChatRef, way: TapWay, key: string, text: string): void {
    void this.#answer(() =>
      way.by === 'event' ? this.#snackbar(way, text) : this.#message(chat, way.replyTo, key, text),
    )
  }

  /** Tells the person that nothing became of it. */
  fail(chat: ChatRef, way: TapWay, key: string, locale: string): void {
    this.answer(chat, way, key, this.#parts.texts(locale, 'tapFailed'))
  }

  async #answer(send: () => Promise<void>): Promise<void> {
    const { logger, signal } = this.#parts
    try {
      await this.#untilThrough(send)
    } catch (error) {
      const late = error instanceof VkFailure && error.kind === 'bad_parameter'
      if (late || signal.aborted) logger.debug({ error }, 'vk: a tap was not answered in time')
      else logger.warn({ error }, 'vk: a tap could not be answered')
    }
  }

  async #untilThrough(send: () => Promise<void>): Promise<void> {
    const { clock, signal } = this.#parts
    const tooLate = clock.now() + TAP_ANSWER_MS
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await send()
      } catch (error) {
        if (!(error instanceof VkFailure && PASSING.has(error.kind)) || clock.now() >= tooLate) throw error
        await backoff(attempt, TAP_RETRY, clock, signal)
      }
    }
  }

  async #snackbar(way: Extract<TapWay, { by: 'event' }>, text: string): Promise<void> {
    const event_data = JSON.stringify({ type: 'show_snackbar', text: clip(text, MAX_SNACKBAR_TEXT) })
    const params = { event_id: way.eventId, user_id: way.user, peer_id: way.peer, event_data }
    await this.#parts.api.call('messages.sendMessageEventAnswer', params, doneSchema, { kind: 'tap' })
  }

  /** The press of a text button is a message, and so is its answer. */
  async #message(chat: ChatRef, replyTo: string, key: string, text: string): Promise<void> {
    const params = {
      peer_ids: peerOf(chat),
      random_id: randomIdOf(`tap:${key}`),
      message: text,
      disable_mentions: 1,
      ...forwardOf(chat, replyTo),
    }
    sentMessage(await this.#parts.api.call('messages.send', params, sentSchema, { kind: 'tap', chat }))
  }
}
