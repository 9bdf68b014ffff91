import { createHash } from 'node:crypto'
import {
  ChannelError,
  type ChatRef,
  type Clock,
  type FileReply,
  type Json,
  type Logger,
  type Notice,
  Recent,
  type Reply,
} from '@holdline/bridge'
import { deletedSchema, doneSchema, sentSchema } from './answers.ts'
import type { VkApi } from './api.ts'
import type { Budget } from './budget.ts'
import { type MessageRef, messageRefOf, peerOf } from './chat-ref.ts'
import { encodeCaption, encodeNotice, encodeReply, forwardOf, type MessagePayload } from './encode.ts'
import { channelError, pauseAfter, refusal, VkFailure } from './errors.ts'
import { type ButtonKind, keyboardOf } from './keyboard.ts'
import { NO_BUTTONS_MS, REMEMBERED } from './limits.ts'
import { randomIdOf } from './random-id.ts'
import { sentMessage } from './sent-message.ts'
import { uploadFile } from './upload.ts'

/** What an {@link Outbound} works with. */
export interface OutboundParts {
  readonly api: VkApi
  readonly budget: Budget
  /** How buttons are shown in a chat. */
  readonly buttonsIn: (chat: ChatRef) => ButtonKind
  readonly clock: Clock
  readonly logger: Logger
}

/** What an operator has to do for buttons. */
const NO_BUTTONS =
  'VK refuses buttons: switch on Manage → Messages → Bot settings → Bot capabilities; until then people are told the commands'

/** Takes away the buttons of a message; what an edit without a word of them does is nowhere written. */
const NO_KEYBOARD = keyboardOf([], 'callback')

/** What is sent, besides where it goes. */
interface Content extends Partial<MessagePayload> {
  readonly attachment?: string
}

/** What goes out to the chats. Every error is a {@link ChannelError}. */
export class Outbound {
  readonly #parts: OutboundParts
  /** Until then VK refuses all buttons of this community. Epoch milliseconds. */
  #noButtonsUntil = 0
  /** Notices whose sending had an unknown result. */
  readonly #unsure = new Recent<string, true>(REMEMBERED)

  constructor(parts: OutboundParts) {
    this.#parts = parts
  }

  /** Sends a part of an answer. A second try with the same key shows nothing new: VK knows it. */
  async reply(reply: Reply): Promise<Json> {
    const { chat, replyTo, idempotencyKey } = reply
    const id = randomIdOf(`reply:${idempotencyKey}`)
    return await this.#about(chat, async () => {
      const [sent] = await this.#withButtons(
        chat,
        (kind) => encodeReply(reply, kind),
        (payload) => this.#send(chat, id, payload, replyTo, 'answer'),
      )
      return sent
    })
  }

  /** Sends a file: a picture as that where VK takes it, everything else as a document. It is sent once, if uploaded twice. */
  async file(file: FileReply): Promise<Json> {
    const { chat, replyTo, idempotencyKey } = file
    const { api, budget } = this.#parts
    return await this.#about(chat, async () => {
      if (budget.isPaused(chat)) await budget.take('answer', chat)
      const attachment = await uploadFile(api, peerOf(chat), file)
      const payload: Content = { ...encodeCaption(file), attachment }
      return await this.#send(chat, randomIdOf(`reply:${idempotencyKey}`), payload, replyTo, 'answer')
    })
  }

  /**
   * Sends a notice. One that was sent before a crash is known to VK, which keeps it as it was: where it may have changed
   * since, it is brought up to date.
   */
  async notify(notice: Notice): Promise<Json> {
    const { chat, noticeId, copy, replyTo, revision } = notice
    const id = randomIdOf(`notice:${noticeId}${copy === undefined ? '' : `:${copy}`}`)
    return await this.#about(chat, async () => {
      const again = revision > 1 || this.#unsure.get(noticeId) === true
      this.#unsure.set(noticeId, true)
      const kind = notice.state === 'closed' ? 'answer' : 'notice'
      const [at, payload] = await this.#withButtons(
        chat,
        (buttons) => encodeNotice(notice, buttons),
        (shown) => this.#send(chat, id, shown, replyTo, kind),
      )
      this.#unsure.delete(noticeId)
      if (again) await this.#change(at, payload, notice)
      return { ...at, shown: digestOf(payload) }
    })
  }

  /** Shows another revision of a notice, unless it looks like that already. */
  async edit(ref: Json, notice: Notice): Promise<Json> {
    const at = messageRefOf(ref)
    if (at === undefined || String(at.peer) !== notice.chat.chat)
      throw new ChannelError('gone', 'the notice is not in this chat')
    const shown = digestOf(encodeNotice(notice, this.#buttonsIn(notice.chat)))
    if (typeof ref === 'object' && ref !== null && 'shown' in ref && ref.shown === shown) return ref
    return await this.#about(notice.chat, async () => {
      const [, payload] = await this.#withButtons(
        notice.chat,
        (buttons) => encodeNotice(notice, buttons),
        (given) => this.#change(at, given, notice),
      )
      return { ...at, shown: digestOf(payload) }
    })
  }

  /** Deletes a notice for everybody. */
  async retire(ref: Json, chat: ChatRef): Promise<void> {
    const at = messageRefOf(ref)
    if (at === undefined || String(at.peer) !== chat.chat) return
    const method = 'messages.delete'
    const which = at.cmid === undefined ? { message_ids: at.message } : { cmids: at.cmid }
    await this.#about(chat, async () => {
      try {
        const params = { peer_id: at.peer, ...which, delete_for_all: 1 }
        const answer = await this.#parts.api.call(method, params, deletedSchema, { kind: 'answer', chat })
        const [failed] = Array.isArray(answer)
          ? answer.flatMap(({ error }) => (error === undefined ? [] : [error]))
          : []
        if (failed !== undefined) throw refusal(method, failed.code, failed.description)
      } catch (error) {
        // Too old to be deleted: it can still be closed.
        if (isKind(error, 'not_editable')) throw new ChannelError('rejected', error.message, { cause: error })
        throw error
      }
    })
  }

  /** Shows typing for some seconds. It never makes a chat that is paused worse. */
  async typing(chat: ChatRef): Promise<void> {
    const { api, budget } = this.#parts
    if (budget.isPaused(chat)) return
    const params = { peer_id: peerOf(chat), type: 'typing' }
    try {
      await api.call('messages.setActivity', params, doneSchema, { kind: 'typing', chat })
    } catch (error) {
      // Too much typing is no reason to hold up an answer: only typing pauses, as the core sees to.
      throw error instanceof VkFailure ? channelError(error) : error
    }
  }

  /**
   * Shows something in the way that its chat has buttons. Where VK does not take them, people are told the commands: for
   * this once, or, in a community whose bot capabilities are off, in all chats for a while.
   */
  async #withButtons<T>(
    chat: ChatRef,
    encode: (kind: ButtonKind) => MessagePayload,
    show: (payload: MessagePayload) => Promise<T>,
  ): Promise<[T, MessagePayload]> {
    const payload = encode(this.#buttonsIn(chat))
    try {
      return [await show(payload), payload]
    } catch (error) {
      if (!refusesButtons(error) || payload.keyboard === undefined) throw error
      const { logger, clock } = this.#parts
      if (error.kind === 'no_bot_features') {
        logger.warn({ error }, `vk: ${NO_BUTTONS}`)
        this.#noButtonsUntil = clock.now() + NO_BUTTONS_MS
      } else logger.error({ error }, 'vk: VK refuses the buttons of a message; people are told the commands')
      const bare = encode('none')
      return [await show(bare), bare]
    }
  }

  #buttonsIn(chat: ChatRef): ButtonKind {
    return this.#parts.clock.now() < this.#noButtonsUntil ? 'none' : this.#parts.buttonsIn(chat)
  }

  /** Without the message that it replies to where that is gone, and without formats where they are refused. */
  async #send(
    chat: ChatRef,
    randomId: number,
    payload: Content,
    replyTo: string | undefined,
    kind: 'answer' | 'notice',
  ): Promise<MessageRef & Record<string, number>> {
    const forward = forwardOf(chat, replyTo)
    try {
      return await this.#sendOnce(chat, { random_id: randomId, ...payload, ...forward }, kind)
    } catch (error) {
      const { format_data: formats, ...plain } = payload
      const more = formats !== undefined || forward.forward !== undefined
      if (!more || !(isKind(error, 'bad_forward') || isKind(error, 'bad_parameter'))) throw error
      return await this.#sendOnce(chat, { random_id: randomId, ...plain }, kind)
    }
  }

  async #sendOnce(
    chat: ChatRef,
    content: Content & { readonly random_id: number },
    kind: 'answer' | 'notice',
  ): Promise<MessageRef & Record<string, number>> {
    const peer = peerOf(chat)
    // In the plural form alone VK tells the number in the conversation, which edits need.
    const params = { peer_ids: peer, ...content }
    const { cmid, message } = sentMessage(
      await this.#parts.api.call('messages.send', params, sentSchema, { kind, chat }),
    )
    return cmid > 0 ? { peer, cmid } : { peer, message }
  }

  /** An edit of a notice; one that is gone can be sent anew. */
  async #change(at: MessageRef, payload: MessagePayload, notice: Notice): Promise<void> {
    try {
      await this.#edit(at, payload, notice)
    } catch (error) {
      // A message that is gone is, to VK, a parameter that is wrong.
      const gone = isKind(error, 'bad_parameter') || isKind(error, 'not_editable')
      throw gone ? new ChannelError('gone', error.message, { cause: error }) : error
    }
  }

  /** Buttons that were there and are no longer shown are taken away, wherever VK lets a community speak of buttons. */
  async #edit(at: MessageRef, payload: MessagePayload, notice: Notice): Promise<void> {
    try {
      await this.#editOnce(at, { keyboard: NO_KEYBOARD, ...payload }, notice)
    } catch (error) {
      if (!refusesButtons(error) || payload.keyboard !== undefined) throw error
      await this.#editOnce(at, payload, notice)
    }
  }

  async #editOnce(
    { peer, cmid, message }: MessageRef,
    payload: MessagePayload,
    { chat, state }: Notice,
  ): Promise<void> {
    const params = {
      peer_id: peer,
      ...(cmid === undefined ? { message_id: message } : { cmid }),
      ...payload,
      // What it replies to is a forwarded message, and would be lost.
      keep_forward_messages: 1,
    }
    const kind = state === 'closed' ? 'answer' : 'edit'
    await this.#parts.api.call('messages.edit', params, doneSchema, { kind, chat })
  }

  /** Makes a call about a chat, and says what its failure means. */
  async #about<T>(chat: ChatRef, call: () => Promise<T>): Promise<T> {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof VkFailure)) throw error
      const { kind } = error
      if (kind === 'flood' || kind === 'captcha' || kind === 'rate_limited')
        this.#parts.budget.pause(chat, pauseAfter(error))
      throw channelError(error)
    }
  }
}

function isKind(error: unknown, kind: VkFailure['kind']): error is VkFailure {
  return error instanceof VkFailure && error.kind === kind
}

/** Whether it was for the buttons that VK did not take a message. */
function refusesButtons(error: unknown): error is VkFailure {
  return isKind(error, 'no_bot_features') || isKind(error, 'bad_keyboard')
}

/** Names what a notice shows, to know an edit that would change nothing. */
function digestOf(payload: object): string {
  return createHash('sha256').update(JSON.stringify(payload)).digest('base64url').slice(0, 16)
}
