import { type ChatRef, type Clock, type Logger, type Person, Recent } from '@holdline/bridge'
import { membersSchema, usersSchema } from './answers.ts'
import type { VkApi } from './api.ts'
import { peerOf } from './chat-ref.ts'
import { LOOKUP_FRESH_MS, LOOKUP_MS, REMEMBERED } from './limits.ts'

/** Something that was asked, and when. */
interface Known<T> {
  readonly value: T
  readonly at: number
}

/**
 * What people are called, and who administers which chat: VK's events hold only numbers. Remembered for some minutes, and
 * never waited for longer than a tap may: who cannot be looked up in time has no name, or no special rights, this time.
 */
export class People {
  readonly #api: VkApi
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #names = new Recent<string, Known<string>>(REMEMBERED)
  readonly #admins = new Recent<string, Known<ReadonlySet<string>>>(REMEMBERED)
  readonly #asking = new Map<string, Promise<void>>()
  /** Whose names are asked for next. */
  #nextNames: { readonly ids: Set<string>; readonly done: Promise<void> } | null = null

  constructor(api: VkApi, clock: Clock, logger: Logger) {
    this.#api = api
    this.#clock = clock
    this.#logger = logger
  }

  /** A person with their name. */
  async named(person: Person): Promise<Person> {
    if (!/^\d+$/.test(person.id)) return person
    await this.#inTime(`name:${person.id}`, this.#names.get(person.id), () => this.#askName(person.id))
    const name = this.#names.get(person.id)?.value
    return name === undefined || name === '' ? person : { ...person, name }
  }

  /** A person with what the chat says of them. VK tells that only where the community administers the chat. */
  async standing(chat: ChatRef, person: Person): Promise<Person> {
    if (chat.kind === 'direct') return person
    await this.#inTime(`admins:${chat.chat}`, this.#admins.get(chat.chat), () => this.#askAdmins(chat))
    const admins = this.#admins.get(chat.chat)?.value
    return admins === undefined ? person : { ...person, admin: admins.has(person.id) }
  }

  /** Asks at most once at a time, and not for what is known well enough. Goes on when nobody waits for it any more. */
  async #inTime(key: string, known: Known<unknown> | undefined, ask: () => Promise<void>): Promise<void> {
    if (known !== undefined && known.at > this.#clock.now() - LOOKUP_FRESH_MS) return
    const asking = this.#asking.get(key) ?? this.#asked(key, ask)
    this.#asking.set(key, asking)
    const late = Promise.withResolvers<void>()
    const cancel = this.#clock.after(LOOKUP_MS, () => late.resolve())
    await Promise.race([asking, late.promise]).finally(cancel)
  }

  async #asked(key: string, ask: () => Promise<void>): Promise<void> {
    try {
      await ask()
    } catch (error) {
      this.#logger.debug({ what: key, error }, 'vk: something about people could not be asked')
    } finally {
      this.#asking.delete(key)
    }
  }

  /** Names that are wanted at the same time are one call: a batch of events may be from many people. */
  async #askName(id: string): Promise<void> {
    const batch = this.#nextNames ?? { ids: new Set<string>(), done: this.#askNames() }
    this.#nextNames = batch
    batch.ids.add(id)
    await batch.done
  }

  async #askNames(): Promise<void> {
    // Everybody of this moment is in the batch by then.
    await Promise.resolve()
    const ids = [...(this.#nextNames?.ids ?? [])]
    this.#nextNames = null
    const users = await this.#api.call('users.get', { user_ids: ids.join(',') }, usersSchema, { kind: 'answer' })
    const names = new Map(users.map((user) => [String(user.id), `${user.first_name} ${user.last_name}`.trim()]))
    for (const id of ids) this.#names.set(id, { value: names.get(id) ?? '', at: this.#clock.now() })
  }

  async #askAdmins(chat: ChatRef): Promise<void> {
    const at = this.#clock.now()
    try {
      const params = { peer_id: peerOf(chat) }
      const { items } = await this.#api.call('messages.getConversationMembers', params, membersSchema, { kind: 'tap' })
      const admins = items.filter((member) => member.is_admin === true || member.is_owner === true)
      this.#admins.set(chat.chat, { value: new Set(admins.map((member) => String(member.member_id))), at })
    } catch (error) {
      // Where the community is no administrator, VK says so every time: not asked again for a while.
      this.#admins.set(chat.chat, { value: new Set(), at })
      throw error
    }
  }
}
