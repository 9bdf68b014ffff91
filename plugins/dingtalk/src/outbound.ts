import { createHash } from 'node:crypto'
import {
  ChannelError,
  type ChatRef,
  type Json,
  type Logger,
  type Notice,
  type Person,
  type Reply,
  type ReplyButton,
} from '@holdline/bridge'
import { z } from 'zod'
import type { DingtalkApi } from './api.ts'
import type { Budget, Urgency } from './budget.ts'
import type { Cards } from './cards.ts'
import { isStaffId } from './chat-ref.ts'
import type { Chats } from './chats.ts'
import { encodeAnswer, encodeNotice, type LinkButton, type Message, robotBody, webhookBody } from './encode.ts'
import { channelError, DingtalkFailure } from './errors.ts'
import type { Health } from './health.ts'
import { WEBHOOK_PAUSE_MS } from './limits.ts'
import type { Pace } from './pace.ts'
import type { TapCodes } from './tap-codes.ts'
import { choiceText, sendingLink, tapText } from './tap-text.ts'

/** What an {@link Outbound} works with. */
export interface OutboundParts {
  readonly api: DingtalkApi
  readonly cards: Cards
  readonly chats: Chats
  readonly codes: TapCodes
  readonly budget: Budget
  /** Keeps calls of the robot API apart. */
  readonly pace: Pace
  readonly health: Health
  readonly logger: Logger
  readonly robotCode: string
}

/** It was sent: whatever else stands in the answer must not look like a failure, after which it would be sent again. */
const sent = z
  .object({
    processQueryKey: z.string().optional().catch(undefined),
    invalidStaffIdList: z.array(z.string()).catch([]),
    flowControlledStaffIdList: z.array(z.string()).catch([]),
  })
  .catch({ invalidStaffIdList: [], flowControlledStaffIdList: [] })

/** The handle of a notice. */
const handle = z.union([
  z.object({ card: z.string(), shown: z.string() }),
  // Not a card: it cannot change. `closed`: what it was followed by.
  z.object({ way: z.string(), closed: z.string().optional() }),
])

/** Links that a button may open: others would act in the name of whoever taps it. */
const WEB = /^https?:\/\//i

/** Failures after which the other way to a chat may still work. */
const OTHER_WAY: ReadonlySet<string> = new Set(['no_session', 'rate', 'refused'])

/**
 * What goes out to the chats, by the best way there is: a webhook of the chat, which needs no permission, else the
 * robot API, which needs no recent message. Every error is a {@link ChannelError}.
 */
export class Outbound {
  readonly #parts: OutboundParts

  constructor(parts: OutboundParts) {
    this.#parts = parts
  }

  /** Sends a part of an answer. */
  async reply({ chat, text, part, mention, replyTo, buttons = [] }: Reply): Promise<Json> {
    const quote = part === 0 ? this.#parts.chats.passedQuestion(chat, replyTo) : undefined
    // In a chat of two there is nobody to be found out.
    const people = chat.kind === 'group' ? mention : []
    const links = await Promise.all(buttons.map((button) => this.#choice(button)))
    return await this.#send(chat, encodeAnswer(text, people, quote, links.flat()), 'first', replyTo)
  }

  /** Says a few words to somebody. */
  async say(chat: ChatRef, text: string, to: Person, replyTo?: string): Promise<void> {
    const mention = chat.kind === 'group' ? [to] : []
    await this.#send(chat, { type: 'text', text, mention }, 'first', replyTo)
  }

  /** Shows a notice: as a card that can change, else as a message with buttons. */
  async notify(notice: Notice): Promise<Json> {
    const { cards, logger } = this.#parts
    // What is said once and never changes is an ordinary reply.
    const isReply = notice.state === 'closed' && notice.buttons.length === 0 && !cards.has(notice)
    if (!isReply && cards.isFor(notice.chat)) {
      try {
        return { card: await cards.show(notice), shown: digestOf(notice) }
      } catch (error) {
        if (!(error instanceof DingtalkFailure) || !goesOn(error)) throw channelError(error)
        logger.debug({ error }, 'dingtalk: a notice is sent as a message, not as a card')
      }
    }
    return await this.#asMessage(notice)
  }

  /** Shows a later state of a notice. What cannot change stays as it is until the end, which is a message of its own. */
  async edit(ref: Json, notice: Notice): Promise<Json> {
    const known = handle.safeParse(ref).data
    if (known === undefined) throw new ChannelError('gone', 'no notice has this handle')
    if ('card' in known) return await this.#change(known, notice)
    const words = digestOf({ ...notice, buttons: [] })
    if (notice.state === 'live' || known.closed === words) return ref
    await this.#asMessage({ ...notice, buttons: notice.kind === 'failed' ? notice.buttons : [] })
    return { way: known.way, closed: words }
  }

  /** A button of the agent's opens a link, or says something in the name of who taps it. */
  async #choice({ label, token, url }: ReplyButton): Promise<readonly LinkButton[]> {
    if (token !== undefined) {
      return [{ title: label, url: sendingLink(choiceText(label, await this.#parts.codes.codeOf(token))) }]
    }
    return url !== undefined && WEB.test(url) ? [{ title: label, url }] : []
  }

  async #change({ card, shown }: { readonly card: string; readonly shown: string }, notice: Notice): Promise<Json> {
    const digest = digestOf(notice)
    if (digest === shown) return { card, shown }
    try {
      await this.#parts.cards.update(card, notice)
      return { card, shown: digest }
    } catch (error) {
      if (error instanceof DingtalkFailure && error.kind === 'refused')
        throw new ChannelError('gone', error.message, { cause: error })
      throw channelError(error)
    }
  }

  async #asMessage(notice: Notice): Promise<Json> {
    const links = notice.buttons.map(async ({ action, label, token }): Promise<LinkButton> => {
      return { title: label, url: sendingLink(tapText(action, await this.#parts.codes.codeOf(token))) }
    })
    const message = encodeNotice(notice, await Promise.all(links))
    const { way } = await this.#send(
      notice.chat,
      message,
      notice.state === 'closed' ? 'first' : 'other',
      notice.replyTo,
    )
    return notice.state === 'closed' ? { way, closed: digestOf({ ...notice, buttons: [] }) } : { way }
  }

  async #send(chat: ChatRef, message: Message, urgency: Urgency, replyTo?: string) {
    try {
      return await this.#bySomeWay(chat, message, urgency, replyTo)
    } catch (error) {
      throw channelError(error)
    }
  }

  async #bySomeWay(chat: ChatRef, message: Message, urgency: Urgency, replyTo?: string): Promise<{ way: string }> {
    const failed = await this.#byWebhook(chat, message, urgency, replyTo)
    if (failed === undefined) return { way: 'webhook' }
    try {
      return { way: await this.#byApi(chat, message) }
    } catch (error) {
      if (!(error instanceof DingtalkFailure)) throw error
      if (error.kind === 'forbidden')
        this.#parts.health.limit(
          'sending',
          'the app may not send by itself: only what answers a recent message arrives',
        )
      // A webhook that is only too busy works again before anybody has granted a permission.
      throw failed.kind === 'rate' && error.kind !== 'content' ? failed : error
    }
  }

  /** Resolves with why it did not go, where another way may be tried. */
  async #byWebhook(
    chat: ChatRef,
    message: Message,
    urgency: Urgency,
    replyTo: string | undefined,
  ): Promise<DingtalkFailure | undefined> {
    const { api, chats, budget } = this.#parts
    const webhook = chats.webhook(chat, replyTo)
    if (webhook === undefined) return new DingtalkFailure('no_way', 'there is no webhook of this chat now')
    const waitMs = budget.take(chat, urgency)
    if (waitMs > 0) return new DingtalkFailure('rate', 'too many messages for this chat just now', waitMs)
    try {
      await api.webhook(webhook.url, webhookBody(message))
      return undefined
    } catch (error) {
      if (!(error instanceof DingtalkFailure) || !OTHER_WAY.has(error.kind)) throw error
      if (error.kind !== 'rate') chats.bury(webhook)
      else budget.pause(chat, error.retryAfterMs ?? WEBHOOK_PAUSE_MS)
      return error.kind === 'rate' ? new DingtalkFailure('rate', error.message, WEBHOOK_PAUSE_MS) : error
    }
  }

  async #byApi(chat: ChatRef, message: Message): Promise<string> {
    const { api, chats, pace, robotCode: own, health } = this.#parts
    if (chat.kind === 'direct' && !isStaffId(chat.chat))
      throw new DingtalkFailure('no_way', 'somebody from outside of the organisation can only be answered for a while')
    const robotCode = chats.of(chat)?.robotCode ?? own
    const [path, target] =
      chat.kind === 'group'
        ? ['/v1.0/robot/groupMessages/send', { openConversationId: chat.chat }]
        : ['/v1.0/robot/oToMessages/batchSend', { userIds: [chat.chat] }]
    await pace.turn()
    let answer: unknown
    try {
      answer = await api.call('POST', path, { robotCode, ...target, ...robotBody(message) })
    } catch (error) {
      if (error instanceof DingtalkFailure && error.retryAfterMs !== undefined) pace.pause(error.retryAfterMs)
      throw error
    }
    const { processQueryKey, invalidStaffIdList, flowControlledStaffIdList } = sent.parse(answer)
    if (invalidStaffIdList.length > 0) throw new DingtalkFailure('no_person', 'the person cannot be written to')
    if (flowControlledStaffIdList.length > 0) throw new DingtalkFailure('rate', 'too many messages for this person')
    health.limit('sending', undefined)
    return processQueryKey ?? 'api'
  }
}

/** Failures of a card after which a plain message may still arrive, and cannot be a second one. */
function goesOn({ kind }: DingtalkFailure): boolean {
  return kind === 'refused' || kind === 'forbidden' || kind === 'content'
}

/** Names what a notice shows, to know an edit that would change nothing. */
function digestOf({ text, buttons, state }: Pick<Notice, 'text' | 'buttons' | 'state'>): string {
  const shown = [text, state, ...buttons.map(({ label, token }) => `${label}\0${token}`)]
  return createHash('sha256').update(JSON.stringify(shown)).digest('base64url').slice(0, 16)
}
