import { clockTime } from '../i18n/clock-time.ts'
import { duration } from '../i18n/duration.ts'
import { estimate } from '../i18n/estimate.ts'
import type { Language, TextKey } from '../i18n/keys.ts'
import type { TextValues } from '../i18n/translator.ts'
import type { ReaderContext } from './context.ts'

/** A reader's language at one moment: what the parts of a text are said with. */
export interface Voice {
  readonly language: Language
  readonly now: number
  readonly ticks: boolean
  say(key: TextKey, values?: TextValues): string
  /** `1 min, 30 sec` */
  duration(ms: number): string
  /** `40–60 sec` */
  estimate(fromMs: number, toMs: number): string
  /** `2:05:30 PM UTC` */
  time(at: number): string
  /** The language that a tag or a name means, by its own name; `undefined` without wording. */
  languageName(text: string): string | undefined
}

/** The voice for a reader. */
export function voiceFor(reader: ReaderContext): Voice {
  const { now, translator, timeZone } = reader
  const language = translator.resolve(reader.locale)
  return {
    language,
    now,
    ticks: reader.ticks ?? false,
    say: (key, values) => translator.text(language, key, values),
    duration: (ms) => duration(language, ms),
    estimate: (fromMs, toMs) => estimate(language, fromMs, toMs),
    time: (at) => clockTime(language, at, now, timeZone),
    languageName: (text) => {
      const named = translator.named(text)
      return named === undefined ? undefined : translator.languageName(named)
    },
  }
}
