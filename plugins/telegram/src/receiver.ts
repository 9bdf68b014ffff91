import type { Update } from '@grammyjs/types'
import {
  type AccountHealth,
  type Address,
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
import type { BotIdentity } from './address.ts'
import { type Decoded, decodeUpdate } from './decode.ts'
import { REMEMBERED } from './limits.ts'
import type { Standings } from './standings.ts'
import type { TapAnswerer } from './tap-answerer.ts'

/** What a {@link Receiver} works with. */
export interface ReceiverParts {
  readonly account: string
  readonly bot: BotIdentity
  readonly inbox: Inbox
  readonly commands: CommandWords
  readonly maxFileBytes: number
  readonly clock: Clock
  readonly logger: Logger
  readonly health: AccountHealth
  readonly standings: Standings
  readonly answerer: TapAnswerer
  /** Whether a stop of this draft means what streams in the chat now. */
  readonly isStreaming: (draftId: number, inbound: Inbound) => boolean
  /** A chat was seen to have topics, or to have none. */
  readonly sawForum: (chat: string, forum: boolean) => void
  /** Ends it: nothing is handed over any more. */
  readonly signal: AbortSignal
}

/** Commands that an administrator of a group may give where others may not. */
const PRIVILEGED: ReadonlySet<string> = new Set(['cancel', 'new', 'queue', 'lang'])

/** How strongly a message turns to the bot. */
const STRENGTH: readonly Address['by'][] = ['none', 'reply', 'mention', 'command', 'direct']

/**
 * Hands updates to the core. Messages of one chat are committed one after the other, in the platform's order; chats do
 * not wait for each other, and taps wait for no message. What cannot be made durable is tried again until it can; what
 * cannot be understood is logged and passed over, since it would come again for ever.
 */
export class Receiver {
  readonly #parts: ReceiverParts
  readonly #lanes: EventLanes
  readonly #albums = new Recent<string, Address['by']>(REMEMBERED)

  constructor(parts: ReceiverParts) {
    this.#parts = parts
    const { clock, logger, health, signal } = parts
    this.#lanes = new EventLanes({ platform: 'telegram', clock, logger, signal, failed: () => health.count('failed') })
  }

  /**
   * Takes updates in their order. Resolves when every one of them is durable or done with, so that the platform may
   * forget them; rejects when it is stopped before.
   */
  async take(updates: readonly Update[]): Promise<void> {
    const decoded = updates.map((update) => this.#decode(update))
    for (const one of decoded) this.#noteAlbum(one)
    const together: Promise<void>[] = []
    for (const one of decoded) {
      together.push(this.#queue(one))
      // What comes from a chat's new address has to find the old session.
      if (one?.type === 'move') await Promise.all(together.splice(0))
    }
    await Promise.all(together)
  }

  #decode(update: Update): Decoded | null {
    const { account, bot, commands, maxFileBytes, clock, logger, health } = this.#parts
    try {
      return decodeUpdate(update, { account, bot, commands, maxFileBytes, now: clock.now() })
    } catch (error) {
      logger.error({ update: update.update_id, error }, 'telegram: an update could not be understood')
      health.count('not understood')
      return null
    }
  }

  async #queue(decoded: Decoded | null): Promise<void> {
    switch (decoded?.type) {
      case 'message': {
        const { inbound, forum } = decoded
        if (inbound.chat.kind === 'group') this.#parts.sawForum(inbound.chat.chat, forum)
        const sender = this.#senderOf(inbound)
        return await this.#lanes.commit(`chat:${inbound.chat.chat}`, async () => {
          await this.#parts.inbox.message({ ...inbound, ...this.#albumAddress(inbound), sender: await sender })
        })
      }
      case 'edit':
        return await this.#lanes.commit(`chat:${decoded.chat.chat}`, () =>
          this.#parts.inbox.edited(decoded.chat, decoded.ref, decoded.text),
        )
      case 'tap':
        return await this.#tap(decoded.tap, decoded.queryId)
      case 'stop':
        if (!this.#parts.isStreaming(decoded.draftId, decoded.inbound)) return this.#ignore('nothing_streams')
        return await this.#lanes.commit(`stop:${decoded.inbound.chat.chat}`, async () => {
          await this.#parts.inbox.message(decoded.inbound)
        })
      case 'move':
        return await this.#lanes.commit(`chat:${decoded.from.chat}`, () =>
          this.#parts.inbox.moved(decoded.from, decoded.to),
        )
      case 'membership':
        this.#parts.logger.info(
          { chat: chatKeyOf(decoded.chat), status: decoded.status },
          'telegram: the bot’s place in a chat changed',
        )
        return
      case 'ignored':
        return this.#ignore(decoded.why)
      case undefined:
        return
      default:
        decoded satisfies never
    }
  }

  #ignore(why: string): void {
    this.#parts.logger.debug({ why }, 'telegram: an update is not for the agent')
    this.#parts.health.count(why)
  }

  /** A press that cannot be decided now is answered all the same: the person waits for it, and can press again. */
  async #tap(tap: Tap, queryId: string): Promise<void> {
    const { inbox, standings, answerer, logger } = this.#parts
    const person = standings.complete(tap.chat, tap.person)
    await this.#lanes.after(`tap:${tap.chat.chat}`, async () => {
      const known = await person
      this.#parts.signal.throwIfAborted()
      try {
        const { text } = await inbox.tap({ ...tap, person: known })
        answerer.answer(queryId, text)
      } catch (error) {
        logger.warn({ error }, 'telegram: a tap could not be decided')
        answerer.fail(queryId, inbox.locale(tap.chat, tap.person))
      }
    })
  }

  /** The sender, with their standing where a command may depend on it. Asked before the message's turn has come. */
  async #senderOf({ chat, sender, text, attachments }: Inbound): Promise<Inbound['sender']> {
    if (chat.kind === 'direct' || attachments.length > 0) return sender
    const command = parseCommand(text, { direct: false, addressed: true, words: this.#parts.commands })
    return command !== null && PRIVILEGED.has(command.type)
      ? await this.#parts.standings.complete(chat, sender)
      : sender
  }

  /** The pieces of an album come one by one, and only one of them has the words. */
  #noteAlbum(decoded: Decoded | null): void {
    if (decoded?.type !== 'message' || decoded.inbound.album === undefined) return
    const { album, address } = decoded.inbound
    const known = this.#albums.get(album) ?? 'none'
    this.#albums.set(album, STRENGTH.indexOf(address.by) > STRENGTH.indexOf(known) ? address.by : known)
  }

  #albumAddress({ album, address }: Inbound): Pick<Inbound, 'address'> {
    const by = album === undefined ? undefined : this.#albums.get(album)
    return { address: by === undefined ? address : { ...address, by } }
  }
}
