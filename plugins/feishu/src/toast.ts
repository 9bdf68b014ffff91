import { clip, type TapAnswer } from '@holdline/bridge'
import { MAX_TOAST_TEXT } from './limits.ts'
import { byClient, inAllLanguages } from './locale.ts'
import type { FeishuTexts } from './texts.ts'

/** Words that are shown for a moment to the person who tapped. */
export interface Toast {
  readonly type: 'info' | 'success' | 'warning' | 'error'
  readonly content: string
  /** By the language of the client. */
  readonly i18n?: Readonly<Record<string, string>>
}

const TYPES: Readonly<Record<TapAnswer['result'], Toast['type']>> = {
  done: 'success',
  finished: 'info',
  forbidden: 'warning',
  expired: 'info',
  unknown: 'warning',
}

/** What became of a tap. */
export function toastOf({ result, text, translations }: TapAnswer): Toast {
  const texts = Object.entries(translations ?? {}).map(([language, words]) => [language, clip(words, MAX_TOAST_TEXT)])
  return {
    type: TYPES[result],
    content: clip(text, MAX_TOAST_TEXT),
    ...(texts.length === 0 ? {} : { i18n: byClient(Object.fromEntries(texts)) }),
  }
}

/** Nothing became of it, and it can be tapped again. */
export function failedToast(texts: FeishuTexts, locale: string): Toast {
  return { type: 'error', content: texts(locale, 'tapFailed'), i18n: inAllLanguages((one) => texts(one, 'tapFailed')) }
}
