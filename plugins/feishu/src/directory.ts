import { type Clock, clip, type Logger, Recent } from '@holdline/bridge'
import type { FeishuApi } from './api.ts'
import { readContent } from './content.ts'
import { isKind } from './errors.ts'
import { FOUND_REMEMBERED, LOOKUP_MS, MANAGERS_FRESH_MS, MAX_QUOTE_TEXT, REMEMBERED } from './limits.ts'
import { readMentions } from './mentions.ts'

/** What is known of a message that another one speaks of. */
export interface FoundMessage {
  /** Its words; of a forwarded conversation those of all its messages, one per line. */
  readonly text: string
  /** It is one of this bot. */
  readonly own: boolean
}

interface Managers {
  readonly ids: ReadonlySet<string>
  readonly at: number
}

/**
 * What events do not say and the platform has to be asked for: quoted and forwarded messages, and who manages a chat.
 * An event has to be accepted within seconds, so what takes longer is done without.
 */
export class Directory {
  readonly #api: FeishuApi
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #managers = new Recent<string, Managers>(REMEMBERED)
  readonly #found = new Recent<string, FoundMessage>(FOUND_REMEMBERED)
  readonly #asking = new Map<string, Promise<Managers | undefined>>()

  constructor(api: FeishuApi, clock: Clock, logger: Logger) {
    this.#api = api
    this.#clock = clock
    this.#logger = logger
  }

  /** A message, or `undefined` when it cannot be had in time. */
  async message(id: string): Promise<FoundMessage | undefined> {
    return this.#found.get(id) ?? (await this.#inTime(this.#message(id)))
  }

  /** Whether somebody manages a chat; `undefined` when that cannot be known in time. */
  async manages(chat: string, person: string): Promise<boolean | undefined> {
    const known = this.#managers.get(chat)
    const fresh = known !== undefined && known.at > this.#clock.now() - MANAGERS_FRESH_MS
    const managers = fresh ? known : await this.#inTime(this.#askOnce(chat))
    return managers?.ids.has(person)
  }

  async #message(id: string): Promise<FoundMessage | undefined> {
    try {
      const { data } = await this.#api.run('message get', (client) =>
        client.im.v1.message.get({ path: { message_id: id }, params: { user_id_type: 'open_id' } }),
      )
      const items = data?.items ?? []
      const lines = items
        .filter((item) => item.deleted !== true)
        .map((item) => {
          const { text, mentions } = readContent(item.msg_type ?? '', item.body?.content ?? '', id)
          const named = (item.mentions ?? []).map(({ key, id: who, name }) => ({ key, id: who, name }))
          return readMentions(text, [...named, ...mentions], undefined).text
        })
      const text = lines.filter((line) => line !== '').join('\n')
      const found = { text: clip(text, MAX_QUOTE_TEXT), own: items[0]?.sender?.id === this.#api.appId }
      this.#found.set(id, found)
      return found
    } catch (error) {
      if (isKind(error, 'message_gone')) return undefined
      this.#logger.debug({ error }, 'feishu: a message could not be looked up')
      return undefined
    }
  }

  async #askOnce(chat: string): Promise<Managers | undefined> {
    const asking = this.#asking.get(chat) ?? this.#ask(chat)
    this.#asking.set(chat, asking)
    return await asking
  }

  /** Goes on after nobody waits for it any more, so that the next tap finds the answer. */
  async #ask(chat: string): Promise<Managers | undefined> {
    try {
      const { data } = await this.#api.run('chat get', (client) =>
        client.im.v1.chat.get({ path: { chat_id: chat }, params: { user_id_type: 'open_id' } }),
      )
      const ids = new Set([data?.owner_id ?? '', ...(data?.user_manager_id_list ?? [])])
      const managers = { ids, at: this.#clock.now() }
      this.#managers.set(chat, managers)
      return managers
    } catch (error) {
      this.#logger.debug({ error }, 'feishu: who manages a chat could not be asked')
      return undefined
    } finally {
      this.#asking.delete(chat)
    }
  }

  async #inTime<T>(question: Promise<T | undefined>): Promise<T | undefined> {
    const late = Promise.withResolvers<undefined>()
    const cancel = this.#clock.after(LOOKUP_MS, () => late.resolve(undefined))
    return await Promise.race([question, late.promise]).finally(cancel)
  }
}
