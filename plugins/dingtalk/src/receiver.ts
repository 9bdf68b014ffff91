import {
  actionOfToken,
  type ChatRef,
  type Clock,
  chatKeyOf,
  EventLanes,
  type Inbox,
  type Logger,
  type Person,
  Recent,
  type Tap,
} from '@holdline/bridge'
import { z } from 'zod'
import type { Cards } from './cards.ts'
import { CHANNEL } from './chat-ref.ts'
import type { Chats } from './chats.ts'
import { type Decoded, decodeMessage } from './decode.ts'
import type { Health } from './health.ts'
import { CALLBACK_ANSWER_MS, REMEMBERED } from './limits.ts'
import { cardCallback } from './payload.ts'
import type { TapAnswerer } from './tap-answerer.ts'
import type { TapCodes } from './tap-codes.ts'

/** What a {@link Receiver} works with. */
export interface ReceiverParts {
  readonly account: string
  readonly clientId: string
  readonly inbox: Inbox
  readonly chats: Chats
  readonly cards: Cards
  readonly codes: TapCodes
  readonly answerer: TapAnswerer
  readonly clock: Clock
  readonly logger: Logger
  readonly health: Health
  /** Ends it: nothing is handed over any more. */
  readonly signal: AbortSignal
}

/**
 * Hands frames to the core. Messages of one chat are committed one after the other, in the order in which they came;
 * chats do not wait for each other, and taps wait for no message. What cannot be made durable is tried again until it
 * can, and not acknowledged before; what cannot be understood is logged and passed over.
 */
export class Receiver {
  readonly #parts: ReceiverParts
  readonly #lanes: EventLanes
  /**
   * Presses on cards that the platform has not been told of yet, with the key of the first delivery: such a one comes
   * again, and nothing in it says so. One that was confirmed does not: the same press is a new one.
   */
  readonly #unconfirmed = new Recent<string, string>(REMEMBERED)

  constructor(parts: ReceiverParts) {
    this.#parts = parts
    const { clock, logger, health, signal } = parts
    this.#lanes = new EventLanes({ platform: 'dingtalk', clock, logger, signal, failed: () => health.count('failed') })
  }

  /** Takes a robot message. Resolves when it is durable or done with, so that it may be acknowledged. */
  async message(data: string): Promise<void> {
    this.#parts.signal.throwIfAborted()
    const decoded = this.#decode(data)
    if (decoded === null) return
    if (decoded.type === 'ignored') return this.#parts.health.count(decoded.why)
    const { inbound, place } = decoded
    // From now on it can be answered, whoever asks first.
    this.#parts.chats.learn(inbound, place, decoded.type === 'tap')
    if (decoded.type === 'tap') return await this.#tapMessage(decoded)
    const { chats, inbox } = this.#parts
    await this.#lanes.commit(`chat:${chatKeyOf(inbound.chat)}`, async () => {
      const [receipt] = await Promise.all([inbox.message(inbound), chats.keep(inbound.chat)])
      // Who is not heard is not remembered either.
      if (receipt.type === 'ignored') await chats.forget(inbound)
    })
  }

  /**
   * Takes a press on a card. `confirm` is called within the time that the platform gives, once, and says whether the
   * platform has heard it.
   */
  async callback(messageId: string, data: string, confirm: () => boolean): Promise<void> {
    const { account, cards, clock, logger, health } = this.#parts
    this.#parts.signal.throwIfAborted()
    const parsed = cardCallback.safeParse(parseJson(data))
    if (!parsed.success) {
      logger.error({ problem: problemOf(parsed.error) }, 'dingtalk: a press could not be understood')
      health.count('not understood')
      confirm()
      return
    }
    const { outTrackId, userId, content } = parsed.data
    const card = cards.find(outTrackId)
    const label = content.cardPrivateData?.params?.text
    const token = typeof label === 'string' ? (card?.tokens[label] ?? '') : ''
    const press = JSON.stringify([outTrackId, userId, token])
    const key = this.#unconfirmed.get(press) ?? `card:${messageId}`
    this.#unconfirmed.set(press, key)
    const once = onlyOnce(() => {
      if (confirm()) this.#unconfirmed.delete(press)
    })
    const cancel = clock.after(CALLBACK_ANSWER_MS, once)
    try {
      if (card === undefined && !cards.isOurs(outTrackId)) return health.count('press on a card that is not ours')
      // Of a card that is forgotten nobody knows the chat; who pressed is told in the direct one.
      const chat = card?.chat ?? { channel: CHANNEL, account, kind: 'direct', chat: userId }
      await this.#decide(chat, { id: userId }, key, token, card?.noticeId)
    } finally {
      cancel()
      once()
    }
  }

  #decode(data: string): Decoded | null {
    const { account, clientId, clock, logger, health } = this.#parts
    try {
      return decodeMessage(data, { account, clientId, now: clock.now() })
    } catch (error) {
      logger.error({ problem: problemOf(error) }, 'dingtalk: a message could not be understood')
      health.count('not understood')
      return null
    }
  }

  /** A button that came as a message: it waits for no message, and nobody but its sender can have sent it. */
  async #tapMessage({ inbound, words }: Extract<Decoded, { type: 'tap' }>): Promise<void> {
    const known = this.#parts.codes.tokenOf(words.code) ?? ''
    // Typed by hand, a word can stand before another button's code: what was said is not what would be done.
    const token = actionOfToken(known) === words.action ? known : ''
    await this.#decide(inbound.chat, inbound.sender, inbound.dedupeKey, token, undefined, inbound.ref)
  }

  /** A press that cannot be decided now is answered all the same: the person waits for it, and can press again. */
  async #decide(
    chat: ChatRef,
    person: Person,
    key: string,
    token: string,
    noticeId: string | undefined,
    ref?: string,
  ): Promise<void> {
    const { inbox, answerer, logger, signal, clientId } = this.#parts
    const pressed = { chat, person, ...(ref === undefined ? {} : { ref }) }
    const tap: Tap = {
      dedupeKey: `${CHANNEL}:${clientId}:tap:${key}`,
      chat,
      person,
      action: actionOfToken(token) ?? '',
      token,
      ...(noticeId === undefined ? {} : { noticeId }),
    }
    await this.#lanes.after(`tap:${chatKeyOf(chat)}`, async () => {
      signal.throwIfAborted()
      try {
        const { text } = await inbox.tap(tap)
        answerer.answer(pressed, text, tap.dedupeKey)
      } catch (error) {
        logger.warn({ error }, 'dingtalk: a tap could not be decided')
        answerer.fail(pressed, inbox.locale(chat, person))
      }
    })
  }
}

/** Which fields are wrong, without what stands in them: that may be words of the chat. */
function problemOf(error: unknown): string {
  if (!(error instanceof z.ZodError)) return error instanceof Error ? error.name : 'unknown'
  return error.issues.map(({ path, code }) => `${path.join('.')}: ${code}`).join(', ')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function onlyOnce(run: () => void): () => void {
  let done = false
  return () => {
    if (!done) run()
    done = true
  }
}
