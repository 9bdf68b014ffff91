import {
  type AccountHealth,
  type ChatRef,
  type Clock,
  type CommandWords,
  chatKeyOf,
  EventLanes,
  type Inbound,
  type Inbox,
  type Logger,
  type Person,
  parseCommand,
  Recent,
} from '@holdline/bridge'
import type { CommunityIdentity } from './address.ts'
import { completed, type Decoded, decodeEvent, type WholeAt } from './decode.ts'
import type { VkClient, VkEvent, VkMessage } from './events.ts'
import { REMEMBERED } from './limits.ts'
import type { People } from './people.ts'
import type { TapAnswerer } from './tap-answerer.ts'

/** What a {@link Receiver} works with. */
export interface ReceiverParts {
  readonly account: string
  readonly us: CommunityIdentity
  readonly inbox: Inbox
  readonly commands: CommandWords
  readonly maxFileBytes: number
  readonly clock: Clock
  readonly logger: Logger
  readonly health: AccountHealth
  readonly people: People
  readonly answerer: TapAnswerer
  /** The whole of a message of which VK sent a part; `undefined` where it cannot be had in time. */
  readonly whole: (at: WholeAt) => Promise<VkMessage | undefined>
  /** Somebody who turned to the bot uses this client. */
  readonly sawClient: (chat: ChatRef, client: VkClient) => void
  /** Ends it: nothing is handed over any more. */
  readonly signal: AbortSignal
}

/** Commands that an administrator of a chat may give where others may not. */
const PRIVILEGED: ReadonlySet<string> = new Set(['cancel', 'new', 'queue', 'lang'])

/**
 * Hands events to the core. Messages of one conversation are committed one after the other, in the platform's order;
 * conversations do not wait for each other, and presses wait for no message. What cannot be made durable is tried again
 * until it can; what cannot be understood is logged and passed over, since it would come again for ever.
 */
export class Receiver {
  readonly #parts: ReceiverParts
  readonly #lanes: EventLanes
  readonly #languages = new Recent<string, string>(REMEMBERED)

  constructor(parts: ReceiverParts) {
    this.#parts = parts
    const { clock, logger, health, signal } = parts
    this.#lanes = new EventLanes({ platform: 'vk', clock, logger, signal, failed: () => health.count('failed') })
  }

  /**
   * Takes events in their order. Resolves when every one of them is durable or done with, so that the platform may be
   * told; rejects when it is stopped before.
   */
  async take(events: readonly VkEvent[]): Promise<void> {
    await Promise.all(events.map((event) => this.#queue(this.#decode(event))))
  }

  #decode(event: VkEvent): Decoded | null {
    const { account, us, commands, maxFileBytes, clock, logger, health } = this.#parts
    try {
      return decodeEvent(event, { account, us, commands, maxFileBytes, now: clock.now() })
    } catch (error) {
      logger.error({ event: event.event_id, type: event.type, error }, 'vk: an event could not be understood')
      health.count('not understood')
      return null
    }
  }

  async #queue(decoded: Decoded | null): Promise<void> {
    const { inbox, logger } = this.#parts
    switch (decoded?.type) {
      case 'message': {
        const { inbound, client, cropped } = decoded
        this.#hear(inbound.sender)
        if (client !== undefined && inbound.address.by !== 'none') this.#parts.sawClient(inbound.chat, client)
        // Both are asked for before its turn.
        const sender = this.#senderOf(inbound)
        const whole = cropped === undefined ? inbound : this.#whole(inbound, cropped)
        return await this.#lanes.commit(`chat:${inbound.chat.chat}`, async () => {
          await inbox.message({ ...(await whole), sender: await sender })
        })
      }
      case 'edit':
        return await this.#lanes.commit(`chat:${decoded.chat.chat}`, () =>
          inbox.edited(decoded.chat, decoded.ref, decoded.text),
        )
      case 'tap':
        if (decoded.client !== undefined) this.#parts.sawClient(decoded.tap.chat, decoded.client)
        return await this.#tap(decoded)
      case 'membership':
        logger.info({ chat: chatKeyOf(decoded.chat), what: decoded.what }, 'vk: the bot’s place in a chat changed')
        return
      case 'ignored':
        logger.debug({ why: decoded.why }, 'vk: an event is not for the agent')
        if (decoded.why !== 'own_message') this.#parts.health.count(decoded.why)
        return
      case undefined:
        return
      default:
        decoded satisfies never
    }
  }

  /** A press that cannot be decided now is answered all the same: the person waits for it, and can press again. */
  async #tap({ tap, way }: Extract<Decoded, { type: 'tap' }>): Promise<void> {
    const { inbox, people, answerer, logger } = this.#parts
    // Who waits is named with the answer; everything else may depend on who administers the chat.
    const spoken = this.#spoken(tap.person)
    const person = tap.action === 'wait' ? people.named(spoken) : people.standing(tap.chat, spoken)
    await this.#lanes.after(`tap:${tap.chat.chat}`, async () => {
      const known = await person
      this.#parts.signal.throwIfAborted()
      try {
        const { text } = await inbox.tap({ ...tap, person: known })
        answerer.answer(tap.chat, way, tap.dedupeKey, text)
      } catch (error) {
        logger.warn({ error }, 'vk: a tap could not be decided')
        answerer.fail(tap.chat, way, tap.dedupeKey, inbox.locale(tap.chat, known))
      }
    })
  }

  /** Keeps the language of somebody who writes, to the bot or not: a press of a button does not tell it. */
  #hear({ id, locale }: Person): void {
    if (locale !== undefined) this.#languages.set(id, locale)
  }

  #spoken(person: Person): Person {
    const locale = person.locale ?? this.#languages.get(person.id)
    return locale === undefined ? person : { ...person, locale }
  }

  /** A message that VK cropped, with all that it carries. */
  async #whole(inbound: Inbound, at: WholeAt): Promise<Inbound> {
    const { whole, maxFileBytes, health } = this.#parts
    const message = await whole(at)
    if (message !== undefined) return completed(inbound, message, maxFileBytes)
    health.count('cropped')
    return inbound
  }

  /** The sender with their name, and with their standing where a command may depend on it. Asked before their turn. */
  async #senderOf({ chat, sender, text, attachments, address }: Inbound): Promise<Person> {
    const named = await this.#parts.people.named(sender)
    if (chat.kind === 'direct' || attachments.length > 0 || address.by === 'none') return named
    const command = parseCommand(text, { direct: false, addressed: true, words: this.#parts.commands })
    return command !== null && PRIVILEGED.has(command.type) ? await this.#parts.people.standing(chat, named) : named
  }
}
