import { type Language, locales } from '@holdline/locales'

/** What the demo model and its tool say, in one language. */
export interface DemoWording {
  /** The answer to a message without text. */
  readonly greeting: string
  /** The answer: the person's text, repeated. */
  echo(text: string): string
  /** The answer when the message held nothing but directives. */
  readonly done: string
  /** What to try. */
  readonly hint: string
  /** The answer to `[fail <something else>]`. */
  unknownCode(code: string, codes: readonly string[]): string
  readonly toolLabel: string
}

/** The wording in the language that a text is written in, by its script: Cyrillic, Han, anything else. */
export function demoWording(text: string): DemoWording {
  const words = locales[languageOf(text)].demo
  return {
    greeting: words.greeting,
    echo: (said) => fill(words.echo, { text: said }),
    done: words.done,
    hint: words.hint,
    unknownCode: (code, codes) => fill(words.unknownCode, { code, codes: codes.map((one) => `\`${one}\``).join(', ') }),
    toolLabel: words.toolLabel,
  }
}

function languageOf(text: string): Language {
  const count = (script: RegExp) => text.match(script)?.length ?? 0
  const cyrillic = count(/\p{Script=Cyrillic}/gu)
  // A Han character says as much as a few letters.
  const han = count(/\p{Script=Han}/gu) * 3
  const latin = count(/\p{Script=Latin}/gu)
  if (han > 0 && han >= cyrillic && han >= latin) return 'zh-CN'
  return cyrillic > 0 && cyrillic >= latin ? 'ru' : 'en'
}

function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole)
}
