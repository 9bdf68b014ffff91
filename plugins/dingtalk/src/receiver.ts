import {
  actionOfToken,
  type ChatRef,
  type Clock,
  chatKeyOf,
  EventLanes,
  type Inbox,
  type Logger,
  type Person,
  type Tap,
} from '@holdline/bridge'
import { z } from 'zod'
import type { Cards } from './cards.ts'
import { CHANNEL } from './chat-ref.ts'
import type { Chats } from './chats.ts'
import { type Decoded, decodeMessage } from './decode.ts'
import type { Health } from './health.ts'
import { CALLBACK_ANSWER_MS } from './limits.ts'
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
    await this.#lanes.commit(`chat:${chatKeyOf(inbound.chat)}`, async () => {
      await Promise.all([this.#parts.chats.keep(inbound.chat), this.#parts.inbox.message(inbound)])
    })
  }

  /** Takes a press on a card. `answer` is called within the time that the platform gives, once. */
  async callback(messageId: string, data: string, answer: () => void): Promise<void> {
    const { cards, clock, logger, health } = this.#parts
    this.#parts.signal.throwIfAborted()
    const parsed = cardCallback.safeParse(parseJson(data))
    if (!parsed.success) {
      logger.error({ problem: problemOf(parsed.error) }, 'dingtalk: a press could not be understood')
      health.count('not understood')
      return answer()
    }
    const once = onlyOnce(answer)
    const cancel = clock.after(CALLBACK_ANSWER_MS, once)
    const { outTrackId, userId, content } = parsed.data
    try {
      const card = cards.find(outTrackId)
      if (card === undefined) return health.count('press on a card that is not ours')
      const label = content.cardPrivateData?.params?.text
      const token = typeof label === 'string' ? (card.tokens[label] ?? '') : ''
      await this.#decide(card.chat, { id: userId }, `card:${messageId}`, token, card.noticeId)
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
        answerer.answer(pressed, text)
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
