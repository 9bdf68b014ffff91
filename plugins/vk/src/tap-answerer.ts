import type { ChatRef } from '@holdline/bridge'
import { clip, type Logger } from '@holdline/bridge'
import { doneSchema, sentSchema } from './answers.ts'
import type { VkApi } from './api.ts'
import { peerOf } from './chat-ref.ts'
import type { TapWay } from './decode.ts'
import { forwardOf } from './encode.ts'
import { VkFailure } from './errors.ts'
import { MAX_SNACKBAR_TEXT } from './limits.ts'
import { randomIdOf } from './random-id.ts'
import type { VkTexts } from './texts.ts'

/** Answers presses of buttons. Nobody waits for it: an answer that comes too late is of no use and is let go. */
export class TapAnswerer {
  readonly #api: VkApi
  readonly #texts: VkTexts
  readonly #logger: Logger

  constructor(api: VkApi, texts: VkTexts, logger: Logger) {
    this.#api = api
    this.#texts = texts
    this.#logger = logger
  }

  /** Tells the person what became of it. `key`: equal for every delivery of the press. */
  answer(chat: ChatRef, way: TapWay, key: string, text: string): void {
    void (way.by === 'event' ? this.#snackbar(way, text) : this.#message(chat, way.replyTo, key, text)).catch(
      (error: unknown) => {
        const late = error instanceof VkFailure && error.kind === 'bad_parameter'
        if (late) this.#logger.debug({ error }, 'vk: a tap was answered too late')
        else this.#logger.warn({ error }, 'vk: a tap could not be answered')
      },
    )
  }

  /** Tells the person that nothing became of it. */
  fail(chat: ChatRef, way: TapWay, key: string, locale: string): void {
    this.answer(chat, way, key, this.#texts(locale, 'tapFailed'))
  }

  async #snackbar(way: Extract<TapWay, { by: 'event' }>, text: string): Promise<void> {
    const event_data = JSON.stringify({ type: 'show_snackbar', text: clip(text, MAX_SNACKBAR_TEXT) })
    const params = { event_id: way.eventId, user_id: way.user, peer_id: way.peer, event_data }
    await this.#api.call('messages.sendMessageEventAnswer', params, doneSchema, { kind: 'tap' })
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
    await this.#api.call('messages.send', params, sentSchema, { kind: 'tap', chat })
  }
}
