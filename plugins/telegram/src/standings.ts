import type { ChatMember } from '@grammyjs/types'
import type { ChatRef, Clock, Logger, Person } from '@holdline/bridge'
import { Recent } from '@holdline/bridge'
import type { TelegramApi } from './api.ts'
import { ADMIN_FRESH_MS, ADMIN_LOOKUP_MS, ADMIN_REMEMBERED } from './limits.ts'
import { isMentionable } from './person.ts'

/** Somebody's place in a group. */
interface Standing {
  readonly admin: boolean
  /** They administer it without showing who they are. */
  readonly anonymous: boolean
  readonly at: number
}

/**
 * Who administers which group. Asked only when it makes a difference, remembered for some minutes, and never waited for
 * longer than a tap may: who cannot be looked up in time has no special rights this time.
 */
export class Standings {
  readonly #api: TelegramApi
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #known = new Recent<string, Standing>(ADMIN_REMEMBERED)
  readonly #asking = new Map<string, Promise<Standing | undefined>>()

  constructor(api: TelegramApi, clock: Clock, logger: Logger) {
    this.#api = api
    this.#clock = clock
    this.#logger = logger
  }

  /**
   * A person with what the group says of them. Whoever administers it anonymously becomes the group itself, as in what
   * they write there: their name must not be shown, and what they asked for anonymously stays theirs.
   */
  async complete(chat: ChatRef, person: Person): Promise<Person> {
    if (chat.kind === 'direct' || person.admin !== undefined || !isMentionable(person)) return person
    const standing = await this.#inTime(chat.chat, person.id)
    if (standing === undefined) return person
    if (!standing.anonymous) return { ...person, admin: standing.admin }
    const { name: _, ...rest } = person
    return { ...rest, id: chat.chat, admin: true }
  }

  async #inTime(chat: string, user: string): Promise<Standing | undefined> {
    const key = `${chat}:${user}`
    const known = this.#known.get(key)
    if (known !== undefined && known.at > this.#clock.now() - ADMIN_FRESH_MS) return known
    const asking = this.#asking.get(key) ?? this.#ask(chat, user, key)
    this.#asking.set(key, asking)
    const late = Promise.withResolvers<undefined>()
    const cancel = this.#clock.after(ADMIN_LOOKUP_MS, () => late.resolve(undefined))
    return await Promise.race([asking, late.promise]).finally(cancel)
  }

  /** Goes on after nobody waits for it any more, so that the next tap finds the answer. */
  async #ask(chat: string, user: string, key: string): Promise<Standing | undefined> {
    try {
      const member = await this.#api.run('getChatMember', (raw, signal) =>
        raw.getChatMember({ chat_id: Number(chat), user_id: Number(user) }, signal),
      )
      const standing: Standing = { ...standingOf(member), at: this.#clock.now() }
      this.#known.set(key, standing)
      return standing
    } catch (error) {
      this.#logger.debug({ error }, 'telegram: who administers a group could not be asked')
      return undefined
    } finally {
      this.#asking.delete(key)
    }
  }
}

function standingOf(member: ChatMember): Omit<Standing, 'at'> {
  return member.status === 'creator' || member.status === 'administrator'
    ? { admin: true, anonymous: member.is_anonymous }
    : { admin: false, anonymous: false }
}
