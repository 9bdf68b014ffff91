import { type Logger, Recent, type Tap } from '@holdline/bridge'
import { REMEMBERED } from './limits.ts'
import type { Outbound } from './outbound.ts'
import type { DingtalkTexts } from './texts.ts'

/** Where the answer to a press goes. */
export type Pressed = Pick<Tap, 'chat' | 'person'> & {
  /** The message that the press was sent as, if it was. */
  readonly ref?: string
}

/**
 * Answers presses of buttons. DingTalk has no words for an answer to a press, so it is a message to who pressed. Nobody
 * waits for it.
 */
export class TapAnswerer {
  readonly #outbound: Outbound
  readonly #texts: DingtalkTexts
  readonly #logger: Logger
  /** Presses that were answered: one that the platform delivers again is not answered again. */
  readonly #answered = new Recent<string, true>(REMEMBERED)

  constructor(outbound: Outbound, texts: DingtalkTexts, logger: Logger) {
    this.#outbound = outbound
    this.#texts = texts
    this.#logger = logger
  }

  /** Tells the person what became of it. `key`: equal for every delivery of the press. */
  answer(pressed: Pressed, text: string, key: string): void {
    if (text === '' || this.#answered.get(key) !== undefined) return
    this.#answered.set(key, true)
    void this.#say(pressed, text)
  }

  /** Tells the person that nothing became of it: they can press again. */
  fail(pressed: Pressed, locale: string): void {
    void this.#say(pressed, this.#texts(locale, 'tapFailed'))
  }

  async #say({ chat, person, ref }: Pressed, text: string): Promise<void> {
    try {
      await this.#outbound.say(chat, text, person, ref)
    } catch (error) {
      this.#logger.warn({ error }, 'dingtalk: a tap could not be answered')
    }
  }
}
