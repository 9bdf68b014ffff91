import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { languages, locales } from './index.ts'

/** All texts of a namespace file by dotted name; a list of words is one text per word. */
function textsOf(language: string, file: string): Map<string, string> {
  const parsed: unknown = JSON.parse(readFileSync(new URL(`./${language}/${file}`, import.meta.url), 'utf8'))
  return new Map(flatten(parsed, ''))
}

function flatten(value: unknown, path: string): [string, string][] {
  if (typeof value === 'string') return [[path, value]]
  if (typeof value !== 'object' || value === null) throw new Error(`${path} is neither a text nor a group`)
  return Object.entries(value).flatMap(([key, inner]) => flatten(inner, path === '' ? key : `${path}.${key}`))
}

const filesOf = (language: string) => readdirSync(new URL(`./${language}/`, import.meta.url)).sort()
const placeholders = (text: string) => [...text.matchAll(/{{\s*([^}]+?)\s*}}/g)].map(([, name]) => name).sort()

const SUFFIX = /_(zero|one|two|few|many|other)$/
const base = (key: string) => key.replace(SUFFIX, '')
/** Word lists may differ in length from language to language; their groups may not. */
const group = (key: string) => base(key).replace(/\.\d+$/, '')

/** Texts that are the same in other languages: names, and lines that are only placeholders and signs. */
const withoutNames = (text: string) => text.replace(/{{[^}]*}}|\[[^\]]*\]|\/\w+|https?:\S+|Holdline|Enter|Shift/g, '')

const FILES = filesOf('en')
const cases = languages.flatMap((language) => FILES.map((file) => [language, file] as const))

test('every language folder is exported, and has the same files', () => {
  const here = readdirSync(new URL('.', import.meta.url))
  const folders = here.filter((name) => existsSync(new URL(`./${name}/bridge.json`, import.meta.url)))
  expect([...languages].sort()).toEqual(folders.sort())
  expect(Object.keys(locales)).toEqual([...languages])
  for (const language of languages) expect(filesOf(language), language).toEqual(FILES)
})

test.for(cases)('%s/%s has exactly the texts of English', ([language, file]) => {
  const wanted = new Set([...textsOf('en', file).keys()].map(group))
  const found = new Set([...textsOf(language, file).keys()].map(group))
  expect([...found].sort()).toEqual([...wanted].sort())
})

test.for(cases)('%s/%s has every plural form that its language needs, and no other', ([language, file]) => {
  const pluralsOf = (texts: Map<string, string>) =>
    new Set([...texts.keys()].filter((key) => SUFFIX.test(key)).map(base))
  const texts = textsOf(language, file)
  const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories
  expect(pluralsOf(texts)).toEqual(pluralsOf(textsOf('en', file)))
  for (const plural of pluralsOf(texts)) {
    const forms = [...texts.keys()].filter((key) => base(key) === plural).map((key) => key.slice(plural.length + 1))
    // i18next takes a form `zero` for 0 in every language; it is never required where the language has none.
    const required = forms.filter((form) => form !== 'zero' || needed.includes('zero'))
    expect(required.sort(), `${language}/${file}: ${plural}`).toEqual([...needed].sort())
  }
})

test.for(cases)('%s/%s uses the placeholders of English in every form', ([language, file]) => {
  const english = new Map([...textsOf('en', file)].map(([key, text]) => [base(key), placeholders(text)]))
  for (const [key, text] of textsOf(language, file)) {
    expect(placeholders(text), `${language}/${file}: ${key}`).toEqual(english.get(base(key)) ?? [])
  }
})

test.for(cases)('%s/%s has no empty text and no stray spaces or markup', ([language, file]) => {
  for (const [key, text] of textsOf(language, file)) {
    expect(text.trim(), `${language}/${file}: ${key}`).toBe(text)
    expect(text, key).not.toBe('')
    expect(text, key).not.toMatch(/<\/?[a-z]|\$t\(|&[a-z]+;/i)
  }
})

test.for(cases.filter(([language]) => language !== 'en'))('%s/%s is translated', ([language, file]) => {
  const english = textsOf('en', file)
  for (const [key, text] of textsOf(language, file)) {
    const same = text === english.get(key) && /\p{L}{2}/u.test(withoutNames(text))
    expect(same, `${language}/${file}: ${key} is still English: ${text}`).toBe(false)
  }
})
