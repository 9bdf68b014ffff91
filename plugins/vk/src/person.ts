import type { Person } from '@holdline/bridge'
import type { VkClient } from './events.ts'

/** VK's numbers of its languages, of those that any text could be in. [docs, bots-long-poll: client_info.lang_id] */
const LANGUAGES: ReadonlyMap<number, string> = new Map([
  [0, 'ru'],
  [1, 'uk'],
  [2, 'be'],
  [3, 'en'],
  [4, 'es'],
  [6, 'de'],
  [7, 'it'],
  [12, 'pt'],
  [15, 'pl'],
  [16, 'fr'],
  [17, 'ko'],
  [18, 'zh'],
  [20, 'ja'],
])

/** A person as VK's events name them: a number, and the language of the client, where one is told. */
export function personOf(id: number, client?: VkClient): Person {
  const locale = LANGUAGES.get(client?.lang_id ?? -1)
  return { id: String(id), ...(locale === undefined ? {} : { locale }) }
}
