import { createHash } from 'node:crypto'
import {
  type ChannelMemory,
  type ChatRef,
  type Clock,
  chatKeyOf,
  type Json,
  type Logger,
  type Notice,
  Recent,
} from '@holdline/bridge'
import { z } from 'zod'
import type { DingtalkApi } from './api.ts'
import { chatRefOf, isStaffId } from './chat-ref.ts'
import { type CardButton, cardParams } from './encode.ts'
import { DingtalkFailure } from './errors.ts'
import { fresh } from './fresh.ts'
import type { Health } from './health.ts'
import { CARDS_PAUSE_MS, CARDS_PER_SECOND, REMEMBER_MS, REMEMBERED } from './limits.ts'
import { Pace } from './pace.ts'
import type { TapCodes } from './tap-codes.ts'
import { sendingLink, tapText } from './tap-text.ts'

/** DingTalk's public AI card: words and buttons. Source: the official Python SDK, AIMarkdownCardInstance. */
export const PUBLIC_TEMPLATE = '382e4302-551d-4880-bf29-a30acfab2e71.schema'

/** What {@link Cards} work with. */
export interface CardParts {
  readonly api: DingtalkApi
  readonly memory: ChannelMemory
  readonly codes: TapCodes
  readonly clock: Clock
  readonly logger: Logger
  readonly health: Health
  readonly account: string
  readonly robotCode: string
  readonly templateId: string
  readonly buttons: 'message' | 'callback'
  /** False: no new ones; those that are out are still brought to their end. */
  readonly enabled: boolean
}

/** A card that is out. */
export interface KnownCard {
  readonly chat: ChatRef
  readonly noticeId: string
  /** Tokens of its buttons by their labels: a press says no more. */
  readonly tokens: Readonly<Record<string, string>>
}

/** The same in the store, with whether it may still say that something goes on, and since when (epoch milliseconds). */
interface StoredCard extends KnownCard {
  readonly open: boolean
  readonly at: number
}

/** Every name of a card of ours begins so. */
const OURS = 'holdline-'

const delivered = z.object({
  result: z.object({ deliverResults: z.array(z.object({ success: z.boolean() })).optional() }).optional(),
})

/** Refusals that will come again for any card. */
const LASTING: ReadonlySet<string> = new Set(['refused', 'forbidden'])

/** A card was made, and its chat does not take it: others may. */
class NotDelivered extends DingtalkFailure {
  constructor() {
    super('refused', 'card: it was not delivered')
  }
}

/**
 * Status messages as interactive cards, the only messages of a robot that can change. A card is named after its notice
 * and is in the store before it is sent, so that one whose answer got lost is found again.
 */
export class Cards {
  readonly #parts: CardParts
  readonly #pace: Pace
  readonly #known = new Recent<string, KnownCard>(REMEMBERED)
  /** Cards that people may still see in a live state. */
  readonly #open = new Set<string>()
  #pausedUntil = 0
  /** Chats that take no cards, and until when that is believed. */
  readonly #without = new Recent<string, number>(REMEMBERED)

  constructor(parts: CardParts) {
    this.#parts = parts
    this.#pace = new Pace(CARDS_PER_SECOND, parts.clock)
  }

  /** Reads which cards are out. */
  async load(): Promise<void> {
    for (const [id, entry] of await this.tidy()) {
      this.#known.set(id, entry)
      if (entry.open) this.#open.add(id)
    }
  }

  /** Forgets cards of long ago in the store, and resolves with the others. */
  tidy(): Promise<ReadonlyMap<string, StoredCard>> {
    return fresh(this.#parts.memory, read, this.#parts.clock.now() - REMEMBER_MS)
  }

  /** Whether notices can be changed: new ones are cards, or old ones are out. */
  get editable(): boolean {
    return this.#open.size > 0 || this.#isUp
  }

  get #isUp(): boolean {
    return this.#parts.enabled && this.#pausedUntil <= this.#parts.clock.now()
  }

  /** Whether a notice for this chat can be a card now. People from outside of the organisation get none. */
  isFor(chat: ChatRef): boolean {
    const takesThem = (this.#without.get(chatKeyOf(chat)) ?? 0) <= this.#parts.clock.now()
    return this.#isUp && takesThem && (chat.kind === 'group' || isStaffId(chat.chat))
  }

  /** The name of a notice's card. A later copy of a notice whose card is gone has another one. */
  idOf({ noticeId, copy = 0 }: Pick<Notice, 'noticeId' | 'copy'>): string {
    const name = `${this.#parts.account}\0${noticeId}${copy === 0 ? '' : `\0${copy}`}`
    return `${OURS}${createHash('sha256').update(name).digest('base64url').slice(0, 24)}`
  }

  /** Whether a notice has a card, or may have one whose answer got lost. */
  has(notice: Notice): boolean {
    return this.find(this.idOf(notice)) !== undefined
  }

  /** Whether a card is one of ours, also when it is forgotten. */
  isOurs(outTrackId: string): boolean {
    return outTrackId.startsWith(OURS)
  }

  /** A card that was sent; `undefined`: none of ours, or forgotten. */
  find(outTrackId: string): KnownCard | undefined {
    return this.#known.get(outTrackId)
  }

  /** Shows a notice: as a new card, or in the one that it has. @throws {DingtalkFailure} */
  async show(notice: Notice): Promise<string> {
    const id = this.idOf(notice)
    if (this.find(id) !== undefined) {
      try {
        await this.update(id, notice)
        return id
      } catch (error) {
        // It was never delivered; or it is gone, and its name is free.
        if (!(error instanceof DingtalkFailure) || error.kind !== 'refused') throw error
      }
    }
    await this.#note(id, notice)
    try {
      await this.#create(id, notice)
      this.#parts.health.limit('cards', undefined)
      return id
    } catch (error) {
      if (error instanceof NotDelivered) await this.#giveUpIn(notice.chat, id)
      else if (error instanceof DingtalkFailure && LASTING.has(error.kind)) await this.#giveUp(id, error)
      throw error
    }
  }

  /** Shows a later state of a notice. @throws {DingtalkFailure} `refused`: the card is gone */
  async update(id: string, notice: Notice): Promise<void> {
    await this.#note(id, notice)
    await this.#pace.turn()
    try {
      await this.#call('PUT', '/v1.0/card/instances', {
        outTrackId: id,
        cardData: { cardParamMap: await this.#params(notice) },
        // Without this, values that are not named are taken away.
        cardUpdateOptions: { updateCardDataByKey: true },
      })
    } catch (error) {
      // What is gone is not out any more.
      if (error instanceof DingtalkFailure && error.kind === 'refused') await this.#forget(id)
      throw error
    }
  }

  async #create(id: string, notice: Notice): Promise<void> {
    const { chat } = notice
    const { robotCode, templateId, buttons } = this.#parts
    const space =
      chat.kind === 'group'
        ? {
            openSpaceId: `dtv1.card//IM_GROUP.${chat.chat}`,
            imGroupOpenSpaceModel: { supportForward: false },
            imGroupOpenDeliverModel: { robotCode },
          }
        : {
            openSpaceId: `dtv1.card//IM_ROBOT.${chat.chat}`,
            imRobotOpenSpaceModel: { supportForward: false },
            imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT', robotCode },
          }
    await this.#pace.turn()
    const answer = await this.#call('POST', '/v1.0/card/instances/createAndDeliver', {
      cardTemplateId: templateId,
      outTrackId: id,
      cardData: { cardParamMap: await this.#params(notice) },
      userIdType: 1,
      ...(buttons === 'callback' ? { callbackType: 'STREAM' } : {}),
      ...space,
    })
    const results = delivered.safeParse(answer).data?.result?.deliverResults ?? []
    // The call works, and its delivery does not.
    if (results.some(({ success }) => !success)) throw new NotDelivered()
  }

  async #params(notice: Notice): Promise<Record<string, string>> {
    const { buttons: mode, codes } = this.#parts
    const buttons = notice.buttons.map(async (button): Promise<CardButton> => {
      if (mode === 'callback') return { button }
      return { button, url: sendingLink(tapText(button.action, await codes.codeOf(button.token))) }
    })
    return cardParams(notice, await Promise.all(buttons))
  }

  async #call(method: 'POST' | 'PUT', path: string, body: Readonly<Record<string, unknown>>): Promise<unknown> {
    try {
      return await this.#parts.api.call(method, path, body)
    } catch (error) {
      if (error instanceof DingtalkFailure && error.retryAfterMs !== undefined) this.#pace.pause(error.retryAfterMs)
      throw error
    }
  }

  /** Writes down what a card is about, before anybody can see it. */
  async #note(id: string, { noticeId, chat, buttons, state }: Notice): Promise<void> {
    const before = this.find(id)?.tokens ?? {}
    // Old buttons are answered, too.
    const tokens = { ...before, ...Object.fromEntries(buttons.map(({ label, token }) => [label, token])) }
    const open = state === 'live'
    const unchanged = this.find(id) !== undefined && this.#open.has(id) === open && same(before, tokens)
    if (unchanged) return
    const { channel, account, kind, chat: address } = chat
    const at = this.#parts.clock.now()
    await this.#parts.memory.set(id, { chat: { channel, account, kind, chat: address }, noticeId, tokens, open, at })
    this.#known.set(id, { chat, noticeId, tokens })
    if (open) this.#open.add(id)
    else this.#open.delete(id)
  }

  async #giveUpIn(chat: ChatRef, id: string): Promise<void> {
    const { clock, logger } = this.#parts
    this.#without.set(chatKeyOf(chat), clock.now() + CARDS_PAUSE_MS)
    logger.warn(
      { chat: chatKeyOf(chat) },
      'dingtalk: a chat takes no cards; its status is sent as messages for a while',
    )
    await this.#forget(id)
  }

  async #giveUp(id: string, error: DingtalkFailure): Promise<void> {
    const { clock, logger, health } = this.#parts
    this.#pausedUntil = clock.now() + CARDS_PAUSE_MS
    await this.#forget(id)
    health.limit('cards', `cards are not available (${error.message}), so that status messages do not change in place`)
    logger.warn({ error }, 'dingtalk: cards are not available; status messages are sent as messages for a while')
  }

  async #forget(id: string): Promise<void> {
    this.#open.delete(id)
    this.#known.delete(id)
    await this.#parts.memory.delete(id)
  }
}

function same(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(other)
  return keys.length === Object.keys(one).length && keys.every((key) => one[key] === other[key])
}

function read(value: Json): StoredCard | undefined {
  if (typeof value !== 'object' || value === null || !('noticeId' in value)) return undefined
  const { noticeId, tokens, open, at } = value
  const chat = chatRefOf(value.chat)
  if (chat === undefined || typeof noticeId !== 'string' || typeof at !== 'number') return undefined
  const texts = z.record(z.string(), z.string()).safeParse(tokens).data ?? {}
  return { chat, noticeId, tokens: texts, open: open === true, at }
}
