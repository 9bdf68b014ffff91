import type { Logger } from '@holdline/bridge'
import { clip } from '@holdline/bridge'
import type { TelegramApi } from './api.ts'
import { TelegramFailure } from './errors.ts'
import { MAX_TOAST_TEXT } from './limits.ts'
import type { TelegramTexts } from './texts.ts'

/** Answers presses of buttons. Nobody waits for it: an answer that comes too late is of no use and is let go. */
export class TapAnswerer {
  readonly #api: TelegramApi
  readonly #texts: TelegramTexts
  readonly #logger: Logger

  constructor(api: TelegramApi, texts: TelegramTexts, logger: Logger) {
    this.#api = api
    this.#texts = texts
    this.#logger = logger
  }

  /** Tells the person what became of it. */
  answer(queryId: string, text: string): void {
    void this.#answer(queryId, clip(text, MAX_TOAST_TEXT))
  }

  /** Tells the person that nothing became of it. */
  fail(queryId: string, locale: string): void {
    this.answer(queryId, this.#texts(locale, 'tapFailed'))
  }

  async #answer(queryId: string, text: string): Promise<void> {
    try {
      await this.#api.run('answerCallbackQuery', (raw, signal) =>
        raw.answerCallbackQuery({ callback_query_id: queryId, text }, signal),
      )
    } catch (error) {
      const late = error instanceof TelegramFailure && error.kind === 'query_old'
      if (late) this.#logger.debug({ error }, 'telegram: a tap was answered too late')
      else this.#logger.warn({ error }, 'telegram: a tap could not be answered')
    }
  }
}
