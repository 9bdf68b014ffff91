import type { Translator } from '../i18n/translator.ts'
import type { ActionName } from '../words/action.ts'

/** Who reads a text, and when. */
export interface ReaderContext {
  /** Epoch milliseconds. */
  readonly now: number
  /** BCP 47 tag of the reader's language; what has no wording is told in the translator's fallback. */
  readonly locale: string
  readonly translator: Translator
  /** IANA name of the time zone that times of day are told in; default UTC. It is always named. */
  readonly timeZone?: string
  /** The reader's side shows the elapsed time itself; default false: the text says it. */
  readonly ticks?: boolean
}

/** What a notice is made with. */
export interface PresentContext extends ReaderContext {
  /** The actions that may be offered here: by configuration, and by what the gateway can do. */
  readonly actions: readonly ActionName[]
  /**
   * Makes a button's token. `subject` is the id of the waiting message for `dequeue`, and else of the turn (of the
   * notice, where it speaks of no turn of ours).
   */
  readonly token: (action: ActionName, subject: string) => string
}
