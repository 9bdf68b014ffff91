import { type Clock, clip, type Logger, Recent } from '@holdline/bridge'
import type { FeishuApi } from './api.ts'
import { MAX_NAME, MEMBER_PAGE, MEMBER_PAGES, NAME_WITHIN_MS, NAMES_FRESH_MS, REMEMBERED } from './limits.ts'

interface Asked {
  readonly at: number
  /** Resolves with the answer, or when it has taken too long for those who wait. */
  readonly inTime: Promise<unknown>
}

/**
 * What people are called: events say only ids, and names of those who are mentioned. The members of a group are asked for
 * with the first message of somebody unknown, and nobody waits for it longer than a moment: a name is worth no delay.
 */
export class Names {
  readonly #api: FeishuApi
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #known = new Recent<string, string>(REMEMBERED)
  /** By group. */
  readonly #asked = new Recent<string, Asked>(REMEMBERED)

  constructor(api: FeishuApi, clock: Clock, logger: Logger) {
    this.#api = api
    this.#clock = clock
    this.#logger = logger
  }

  /** An event said what somebody is called. */
  learn(person: string, name: string): void {
    // In one line: a name stands before what its owner says.
    const line = clip(name.replaceAll(/\s+/g, ' ').trim(), MAX_NAME)
    if (line !== '') this.#known.set(person, line)
  }

  /** The name of a member of a group; `undefined` when it cannot be had at once. Never rejects. */
  async of(group: string, person: string): Promise<string | undefined> {
    const known = this.#known.get(person)
    if (known !== undefined) return known
    await this.#ask(group).inTime
    return this.#known.get(person)
  }

  /** One who is not among the members that were found is a new one, or the group is too large, or it may not be asked. */
  #ask(group: string): Asked {
    const now = this.#clock.now()
    const before = this.#asked.get(group)
    if (before !== undefined && before.at > now - NAMES_FRESH_MS) return before
    const late = Promise.withResolvers<void>()
    const cancel = this.#clock.after(NAME_WITHIN_MS, () => late.resolve())
    const found = this.#find(group).catch((error: unknown) => {
      this.#logger.debug({ error }, 'feishu: the members of a group could not be asked for')
    })
    const asked = { at: now, inTime: Promise.race([found, late.promise]).finally(cancel) }
    this.#asked.set(group, asked)
    return asked
  }

  async #find(group: string): Promise<void> {
    let next = ''
    for (let page = 1; page <= MEMBER_PAGES; page += 1) {
      const { data } = await this.#api.run('chat members', (client) =>
        client.im.v1.chatMembers.get({
          path: { chat_id: group },
          params: { member_id_type: 'open_id', page_size: MEMBER_PAGE, ...(next === '' ? {} : { page_token: next }) },
        }),
      )
      for (const { member_id: id, name } of data?.items ?? []) if (id !== undefined) this.learn(id, name ?? '')
      next = data?.page_token ?? ''
      if (data?.has_more !== true || next === '') return
    }
  }
}
