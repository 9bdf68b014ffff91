import type { Change, Engine } from '../ports/engine.ts'
import { type ChatRef, chatKeyOf, routeOf } from '../words/chat.ts'
import type { Person } from '../words/person.ts'

/** The state scope that `/lang` is kept in. */
const SCOPE = 'language'

/** The platform's word on people is forgotten beyond this many: it comes again with their next message. */
const HEARD_LIMIT = 50_000

/**
 * Which language people read: their own `/lang`, then what the platform says of them, then the chat's `/lang`, then
 * the account's default.
 */
export class Languages {
  readonly #engine: Engine
  readonly #fallback: string
  #chosen = new Map<string, string>()
  readonly #heard = new Map<string, string>()

  constructor(engine: Engine, fallback: string) {
    this.#engine = engine
    this.#fallback = fallback
  }

  /** Loads what was chosen before. */
  async load(): Promise<void> {
    const values = await this.#engine.find.values(SCOPE)
    this.#chosen = new Map(
      [...values].flatMap(([key, value]) => (typeof value === 'string' ? [[key, value] as const] : [])),
    )
  }

  /** The language for one reader in a chat. */
  of(chat: ChatRef, person?: Person): string {
    const own =
      person === undefined
        ? undefined
        : (this.#chosen.get(personKey(chat, person)) ?? person.locale ?? this.#heard.get(personKey(chat, person)))
    return own ?? this.#chosen.get(chatKey(chat)) ?? this.#fallback
  }

  /** The language of something that the whole chat reads: in a group the chat's own, else the asker's. */
  shared(chat: ChatRef, asker?: Person): string {
    if (chat.kind === 'direct') {
      const now = asker === undefined ? undefined : this.#heard.get(personKey(chat, asker))
      return this.of(chat, asker === undefined || now === undefined ? asker : { ...asker, locale: now })
    }
    return this.#chosen.get(chatKey(chat)) ?? this.of(chat, asker)
  }

  /** Whether somebody has chosen their language with `/lang`. */
  hasChosen(chat: ChatRef, person: Person): boolean {
    return this.#chosen.has(personKey(chat, person))
  }

  /** Whether what the whole chat reads is in a language that was chosen with `/lang`: by the asker alone, or for all. */
  isChosen(chat: ChatRef, asker?: Person): boolean {
    const alone = chat.kind === 'direct' && asker !== undefined
    return (alone && this.hasChosen(chat, asker)) || this.#chosen.has(chatKey(chat))
  }

  /** The platform told a person's language. Whether that is news. */
  hear(chat: ChatRef, person: Person): boolean {
    if (person.locale === undefined) return false
    const key = personKey(chat, person)
    if (this.#heard.get(key) === person.locale) return false
    if (this.#heard.size >= HEARD_LIMIT) this.#heard.clear()
    this.#heard.set(key, person.locale)
    return true
  }

  /** The write that makes `/lang` of a person, or of a whole chat (`null`), durable. */
  choice(chat: ChatRef, person: Person | null, language: string): Change {
    return { type: 'state', scope: SCOPE, key: keyOf(chat, person), value: language }
  }

  /** The choice is durable: it holds from now on. */
  chosen(chat: ChatRef, person: Person | null, language: string): void {
    this.#chosen.set(keyOf(chat, person), language)
  }
}

function keyOf(chat: ChatRef, person: Person | null): string {
  return person === null ? chatKey(chat) : personKey(chat, person)
}

function personKey(chat: ChatRef, person: Person): string {
  return `person:${routeOf(chat)}:${person.id}`
}

function chatKey(chat: ChatRef): string {
  return `chat:${chatKeyOf(chat)}`
}
