import {
  type ChatRef,
  type Clock,
  type CommandWords,
  chatKeyOf,
  EventLanes,
  type Inbound,
  type Inbox,
  type Logger,
  parseCommand,
  Recent,
  type Tap,
} from '@holdline/bridge'
import { chatRefOf } from './chat-ref.ts'
import { type Decoded, decodeEvent, type Lookups } from './decode.ts'
import type { Directory } from './directory.ts'
import type { Health } from './health.ts'
import type { Identity } from './identity.ts'
import { ANSWER_WITHIN_MS, REMEMBERED } from './limits.ts'
import type { Names } from './names.ts'
import type { TapGate } from './tap-gate.ts'
import type { FeishuTexts } from './texts.ts'
import { failedToast, type Toast, toastOf } from './toast.ts'

/** What a {@link Receiver} works with. */
export interface ReceiverParts {
  readonly account: string
  readonly appId: string
  readonly identity: Identity
  readonly directory: Directory
  readonly names: Names
  readonly inbox: Inbox
  readonly commands: CommandWords
  readonly texts: FeishuTexts
  readonly gate: TapGate
  readonly health: Health
  readonly clock: Clock
  readonly logger: Logger
  /** Whether a message is one of the bot's own. */
  readonly isOwn: (message: string) => boolean
  /** A tap on a message is being answered. */
  readonly tapped: (message: string) => void
  /** A person's message is there. */
  readonly saw: (chat: ChatRef, message: string, threadRoot?: string) => void
  /** Ends it: nothing is handed over any more. */
  readonly signal: AbortSignal
}

/** What the platform is told of an event: nothing, or words for the person who tapped. */
export type Answer = { readonly toast: Toast } | undefined

/** It was not done in time: the platform has to send it again. */
class NotInTime extends Error {
  override readonly name = 'NotInTime'
}

/** Commands that a manager of a group may give where others may not. */
const PRIVILEGED: ReadonlySet<string> = new Set(['cancel', 'new', 'queue', 'lang'])

/**
 * Hands events to the core. Messages of one chat are committed one after the other, in the platform's order; chats do
 * not wait for each other, and taps wait for no message. What cannot be made durable in time is not accepted, so that
 * the platform sends it again, and goes on being tried, so that nobody waits for that; the core knows the second one.
 */
export class Receiver {
  readonly #parts: ReceiverParts
  readonly #lanes: EventLanes
  /** Messages on their way into the store: a redelivery waits for the same. */
  readonly #underway = new Map<string, Promise<void>>()
  /** Where messages stand: a recall does not say it. */
  readonly #chats = new Recent<string, ChatRef>(REMEMBERED)

  constructor(parts: ReceiverParts) {
    this.#parts = parts
    const { clock, logger, health, signal } = parts
    this.#lanes = new EventLanes({ platform: 'feishu', clock, logger, signal, failed: () => health.count('failed') })
  }

  /**
   * Takes an event. Resolves when it is durable or done with, with what the platform is to be told; rejects when it is
   * not to be acknowledged.
   */
  async take(type: string, event: unknown): Promise<Answer> {
    this.#parts.signal.throwIfAborted()
    return await this.#deal(this.#decode(type, event), type, event)
  }

  #decode(type: string, event: unknown): Decoded | null {
    const { account, appId, identity, clock, logger, health } = this.#parts
    const bot = identity.now
    try {
      return decodeEvent(type, event, { account, appId, now: clock.now(), ...(bot === undefined ? {} : { bot }) })
    } catch (error) {
      // It would be no better the next time.
      logger.error({ type, error }, 'feishu: an event could not be understood and is passed over')
      health.count('not understood')
      return null
    }
  }

  async #deal(decoded: Decoded | null, type: string, event: unknown): Promise<Answer> {
    switch (decoded?.type) {
      case 'message':
        await this.#inTime(this.#message(decoded.inbound, decoded.lookups))
        return undefined
      case 'tap':
        return await this.#tap(decoded.tap, decoded.message)
      case 'recalled':
        await this.#inTime(this.#recalled(decoded.chat, decoded.ref))
        return undefined
      case 'too_early':
        await this.#inTime(this.#parts.identity.whenKnown())
        return await this.#deal(this.#decode(type, event), type, event)
      case 'ignored':
        this.#parts.logger.debug({ type, why: decoded.why }, 'feishu: an event is not for the agent')
        this.#parts.health.count(decoded.why)
        return undefined
      case undefined:
        return undefined
      default:
        return decoded satisfies never
    }
  }

  #message(inbound: Inbound, lookups: Lookups): Promise<void> {
    const { chat, ref, dedupeKey, sender, address } = inbound
    this.#parts.logger.debug({ chat: chatKeyOf(chat), sender: sender.id, by: address.by }, 'feishu: a message')
    this.#chats.set(ref, chat)
    this.#parts.saw(chat, ref, lookups.threadRoot)
    for (const { id, name } of lookups.named) this.#parts.names.learn(id, name)
    const underway = this.#underway.get(dedupeKey)
    if (underway !== undefined) return underway
    const complete = this.#complete(inbound, lookups)
    const mine = this.#lanes
      .commit(chat.chat, async () => {
        await this.#parts.inbox.message(await complete)
      })
      .finally(() => this.#underway.delete(dedupeKey))
    this.#underway.set(dedupeKey, mine)
    return mine
  }

  /** With what the event does not say: what it quotes or forwards, and who its sender is in a group. */
  async #complete(inbound: Inbound, { parent, parentIsThread, forwarded }: Lookups): Promise<Inbound> {
    const { directory, names, isOwn } = this.#parts
    const { chat } = inbound
    const [quoted, conversation, admin, name] = await Promise.all([
      parent === undefined || parentIsThread ? undefined : directory.message(parent),
      forwarded ? directory.message(inbound.ref) : undefined,
      this.#isAdmin(inbound),
      chat.kind === 'group' ? names.of(chat.chat, inbound.sender.id) : undefined,
    ])
    const repliesToBot =
      parent !== undefined &&
      !parentIsThread &&
      (quoted?.own === true || isOwn(parent)) &&
      inbound.address.by === 'none'
    const { address, sender, text } = inbound
    return {
      ...inbound,
      text: conversation === undefined ? text : [text, conversation.text].filter((part) => part !== '').join('\n'),
      ...(forwarded && conversation === undefined ? { refused: 'unsupported' } : {}),
      address: repliesToBot ? { ...address, by: 'reply' } : address,
      sender: { ...sender, ...(name === undefined ? {} : { name }), ...(admin === undefined ? {} : { admin }) },
      ...(quoted === undefined || quoted.text === '' ? {} : { quote: quoted.text }),
    }
  }

  /** Asked only where it makes a difference. */
  async #isAdmin({ chat, sender, text, address }: Inbound): Promise<boolean | undefined> {
    if (chat.kind === 'direct' || address.by === 'none') return undefined
    const command = parseCommand(text, { direct: false, addressed: true, words: this.#parts.commands })
    return command !== null && PRIVILEGED.has(command.type)
      ? await this.#parts.directory.manages(chat.chat, sender.id)
      : undefined
  }

  /** A tap that cannot be decided in time is answered all the same: the person waits for it, and can tap again. */
  async #tap(tap: Tap, message: string): Promise<Answer> {
    const { inbox, directory, gate, texts, logger } = this.#parts
    const { chat, person } = tap
    const answered = gate.answering(message)
    try {
      const decided = (async () => {
        const admin = chat.kind === 'direct' ? undefined : await directory.manages(chat.chat, person.id)
        return await inbox.tap({ ...tap, person: admin === undefined ? person : { ...person, admin } })
      })()
      return { toast: toastOf(await this.#inTime(decided)) }
    } catch (error) {
      logger.warn({ error }, 'feishu: a tap could not be decided')
      return { toast: failedToast(texts, inbox.locale(chat, person)) }
    } finally {
      answered()
      this.#parts.tapped(message)
    }
  }

  /** A recall names the chat and not its kind or thread; where the message is not known any more, all are told. */
  async #recalled(chat: string, ref: string): Promise<void> {
    const { account, inbox } = this.#parts
    const known = this.#chats.get(ref)
    const places =
      known === undefined ? (['direct', 'group'] as const).map((kind) => chatRefOf(account, kind, chat)) : [known]
    for (const place of places) await this.#lanes.commit(chat, () => inbox.recalled(place, ref))
  }

  /** @throws {NotInTime} when it takes longer than the platform waits */
  async #inTime<T>(work: Promise<T>): Promise<T> {
    const { promise, reject } = Promise.withResolvers<never>()
    const cancel = this.#parts.clock.after(ANSWER_WITHIN_MS, () =>
      reject(new NotInTime('it could not be made durable in time')),
    )
    // What goes on after that is not lost: the event comes again, and the core knows it.
    work.catch(() => {})
    return await Promise.race([work, promise]).finally(cancel)
  }
}
