import {
  type ChatRef,
  type Clock,
  chatKeyOf,
  type Engine,
  type Entropy,
  type Inbound,
  type Inbox,
  type ReplyButton,
  type Tap,
  type TapAnswer,
} from '@holdline/bridge'
import { z } from 'zod'
import type { HostButton } from './presentation.ts'

/** What begins the token of a host's button: no letter of the bridge's own actions. */
const PREFIX = 'h.'

/** Where the buttons are kept in the store. */
const SCOPE = 'openclaw-choices'

/** The list of those that are kept, to know the oldest. */
const INDEX = 'index'

/** A button is answered for so long. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1000

/** More are not kept: the oldest go first. */
const MAX_KEPT = 2_000

const kept = z.object({
  chat: z.string(),
  /** All buttons of one message share this: one press uses them up. */
  set: z.string(),
  text: z.string(),
  reusable: z.boolean(),
})

const index = z.array(z.object({ id: z.string(), at: z.number() }))

/** The words of an answer to a press. */
export type ChoiceWords = (key: 'done' | 'finished' | 'expired', locale: string) => string

/** Buttons of the host: what they say when they are pressed is kept in the store, and their tokens are opaque. */
export class Choices {
  readonly #engine: Engine
  readonly #clock: Clock
  readonly #entropy: Entropy
  readonly #words: ChoiceWords
  readonly #log: ((chat: ChatRef) => Inbound['log']) | undefined

  constructor(
    engine: Engine,
    clock: Clock,
    entropy: Entropy,
    words: ChoiceWords,
    log?: (chat: ChatRef) => Inbound['log'],
  ) {
    this.#log = log
    this.#engine = engine
    this.#clock = clock
    this.#entropy = entropy
    this.#words = words
  }

  /** Makes the buttons of one message; durable when it resolves. */
  async offer(chat: ChatRef, buttons: readonly HostButton[]): Promise<readonly ReplyButton[]> {
    const set = this.#entropy.id()
    const made = buttons.map(({ effect, reusable, label, style }) => {
      if (effect.type === 'open') return { button: { label, style, url: effect.url } }
      const id = this.#entropy.id()
      const row = { chat: chatKeyOf(chat), set, text: effect.text, reusable }
      return { id, row, button: { label, style, token: `${PREFIX}${id}` } }
    })
    for (const { id, row } of made) if (id !== undefined) await this.#engine.updateValue(SCOPE, id, () => row)
    await this.#remember(made.flatMap(({ id }) => (id === undefined ? [] : [id])))
    return made.map(({ button }) => button)
  }

  /**
   * Answers a press on a button of the host: its person says what stands for it, with all that holds for what people
   * say. `null` for a press that is not ours.
   */
  async take(tap: Tap, inbox: Pick<Inbox, 'message' | 'locale'>): Promise<TapAnswer | null> {
    if (!tap.token.startsWith(PREFIX)) return null
    const locale = inbox.locale(tap.chat, tap.person)
    const answer = (result: 'done' | 'finished' | 'expired' | 'forbidden', text: string): TapAnswer => ({
      action: tap.action,
      noticeId: tap.noticeId ?? '',
      result,
      text,
    })
    const row = kept.safeParse(
      await this.#engine.updateValue(SCOPE, tap.token.slice(PREFIX.length), () => undefined),
    ).data
    if (row === undefined || row.chat !== chatKeyOf(tap.chat)) return answer('expired', this.#words('expired', locale))
    if (!(await this.#first(row, tap))) return answer('finished', this.#words('finished', locale))
    const log = this.#log?.(tap.chat)
    await inbox.message({
      dedupeKey: `choice:${tap.dedupeKey}`,
      chat: tap.chat,
      sender: tap.person,
      text: row.text,
      attachments: [],
      address: { by: tap.chat.kind === 'direct' ? 'direct' : 'command', fromBot: false, everyone: false },
      // No message of the platform: the core uses the id under which it accepts it.
      ref: '',
      receivedAt: this.#clock.now(),
      ...(log === undefined ? {} : { log }),
    })
    return answer('done', this.#words('done', locale))
  }

  /** Whether this press is the one that counts; a redelivery of it is, too. */
  async #first({ set, reusable }: z.output<typeof kept>, tap: Tap): Promise<boolean> {
    if (reusable) return true
    const taken = await this.#engine.updateValue(SCOPE, `set:${set}`, (by) => (by === null ? tap.dedupeKey : undefined))
    return taken === tap.dedupeKey
  }

  async #remember(ids: readonly string[]): Promise<void> {
    const now = this.#clock.now()
    const gone: string[] = []
    await this.#engine.updateValue(SCOPE, INDEX, (value) => {
      gone.length = 0
      const all = [...(index.safeParse(value).data ?? []), ...ids.map((id) => ({ id, at: now }))]
      const left = all.filter(({ at }) => at + KEPT_MS > now).slice(-MAX_KEPT)
      gone.push(...all.filter((one) => !left.includes(one)).map(({ id }) => id))
      return left
    })
    for (const id of gone) {
      const row = kept.safeParse(await this.#engine.updateValue(SCOPE, id, () => undefined)).data
      if (row !== undefined) await this.#engine.updateValue(SCOPE, `set:${row.set}`, () => null)
      await this.#engine.updateValue(SCOPE, id, () => null)
    }
  }
}
