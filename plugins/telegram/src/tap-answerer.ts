import { backoff, type Clock, clip, type Logger, pause } from '@holdline/bridge'
import type { TelegramApi } from './api.ts'
import { type FailureKind, TelegramFailure } from './errors.ts'
import { MAX_TOAST_TEXT, TAP_ANSWER_MS, TAP_RETRY } from './limits.ts'
import type { TelegramTexts } from './texts.ts'

/** What a {@link TapAnswerer} works with. */
export interface TapAnswererParts {
  readonly api: TelegramApi
  readonly texts: TelegramTexts
  readonly clock: Clock
  readonly logger: Logger
  /** Ends the tries. */
  readonly signal: AbortSignal
}

/** Failures after which the same answer may get through. One that was there already is refused, which harms nobody. */
const PASSING: ReadonlySet<FailureKind> = new Set(['flood', 'unsent', 'lost'])

/**
 * Answers presses of buttons. Nobody waits for it here; the person does, so an answer that does not get through is sent
 * again as long as it is of use.
 */
export class TapAnswerer {
  readonly #parts: TapAnswererParts

  constructor(parts: TapAnswererParts) {
    this.#parts = parts
  }

  /** Tells the person what became of it. */
  answer(queryId: string, text: string): void {
    void this.#answer(queryId, clip(text, MAX_TOAST_TEXT))
  }

  /** Tells the person that nothing became of it. */
  fail(queryId: string, locale: string): void {
    this.answer(queryId, this.#parts.texts(locale, 'tapFailed'))
  }

  async #answer(queryId: string, text: string): Promise<void> {
    const { logger, signal } = this.#parts
    try {
      await this.#untilThrough(queryId, text)
    } catch (error) {
      const late = error instanceof TelegramFailure && error.kind === 'query_old'
      if (late || signal.aborted) logger.debug({ error }, 'telegram: a tap was not answered in time')
      else logger.warn({ error }, 'telegram: a tap could not be answered')
    }
  }

  async #untilThrough(queryId: string, text: string): Promise<void> {
    const { api, clock, signal } = this.#parts
    const tooLate = clock.now() + TAP_ANSWER_MS
    for (let attempt = 1; ; attempt += 1) {
      try {
        await api.run('answerCallbackQuery', (raw, shim) =>
          raw.answerCallbackQuery({ callback_query_id: queryId, text }, shim),
        )
        return
      } catch (error) {
        if (!(error instanceof TelegramFailure && PASSING.has(error.kind))) throw error
        const asked = error.retryAfterMs ?? 0
        if (clock.now() + asked >= tooLate) throw error
        await pause(asked, clock, signal)
        await backoff(attempt, TAP_RETRY, clock, signal)
      }
    }
  }
}
