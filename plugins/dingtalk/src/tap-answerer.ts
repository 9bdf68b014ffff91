import type { Logger, Tap } from '@holdline/bridge'
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

  constructor(outbound: Outbound, texts: DingtalkTexts, logger: Logger) {
    this.#outbound = outbound
    this.#texts = texts
    this.#logger = logger
  }

  /** Tells the person what became of it. */
  answer(pressed: Pressed, text: string): void {
    if (text !== '') void this.#say(pressed, text)
  }

  /** Tells the person that nothing became of it. */
  fail(pressed: Pressed, locale: string): void {
    this.answer(pressed, this.#texts(locale, 'tapFailed'))
  }

  async #say({ chat, person, ref }: Pressed, text: string): Promise<void> {
    try {
      await this.#outbound.say(chat, text, person, ref)
    } catch (error) {
      this.#logger.warn({ error }, 'dingtalk: a tap could not be answered')
    }
  }
}
