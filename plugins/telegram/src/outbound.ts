import { createHash } from 'node:crypto'
import {
  ChannelError,
  type ChatRef,
  type FileReply,
  type Json,
  type Notice,
  type Reply,
  type ReplyMedia,
} from '@holdline/bridge'
import { InputFile } from 'grammy'
import type { TelegramApi } from './api.ts'
import type { Budget, BudgetKind } from './budget.ts'
import { type MessageRef, messageRefOf } from './chat-ref.ts'
import {
  encodeCaption,
  encodeNotice,
  encodeReply,
  formOf,
  keyboardOf,
  plainReply,
  type Target,
  targetOf,
  typingPlaceOf,
  withAddressesInWords,
} from './encode.ts'
import { channelError, TelegramFailure } from './errors.ts'
import type { FormattedText } from './formatted-text.ts'
import { UPLOAD_TIMEOUT_MS } from './limits.ts'
import { isLinkable } from './linkable.ts'

/** What an {@link Outbound} works with. */
export interface OutboundParts {
  readonly api: TelegramApi
  readonly budget: Budget
  /** The platform said that a group has become a supergroup. */
  readonly moved: (from: ChatRef, to: ChatRef) => Promise<void>
  /** Whether a chat is known to have topics. */
  readonly isForum: (chat: string) => boolean
}

/** Notices that only say that all goes on do not make a phone buzz: the person has just written. */
const QUIET: ReadonlySet<Notice['kind']> = new Set(['busy', 'info'])

/** Addresses in an answer are not unfolded into pictures. */
const NO_PREVIEW = { is_disabled: true }

/** What goes out to the chats. Every error is a {@link ChannelError}. */
export class Outbound {
  readonly #parts: OutboundParts

  constructor(parts: OutboundParts) {
    this.#parts = parts
  }

  /** Sends a part of an answer; without its buttons and its formatting where they are refused. */
  async reply(reply: Reply): Promise<Json> {
    const usual = withAddressesInWords(reply, (url) => !isLinkable(url))
    return await this.#about(reply.chat, 'answer', async () => {
      try {
        return await this.#answer(usual)
      } catch (error) {
        if (!isKind(error, 'bad_buttons')) throw error
        return await this.#answer({ ...withAddressesInWords(usual, () => true), buttons: [] })
      }
    })
  }

  async #answer(reply: Reply): Promise<MessageRef & Record<string, number>> {
    const { chat, replyTo, text, buttons = [] } = reply
    const target = targetOf(chat, replyTo)
    const keyboard = buttons.length === 0 ? {} : { reply_markup: keyboardOf(buttons) }
    try {
      return await this.#message(target, encodeReply(reply), keyboard)
    } catch (error) {
      // Of what is nothing but invisible characters, nothing is left.
      if (isKind(error, 'empty')) return await this.#message(target, plainReply(''), keyboard)
      if (!isKind(error, 'bad_entities')) throw error
      return await this.#message(target, plainReply(text), keyboard)
    }
  }

  /** Sends a file: what Telegram takes as a picture, a video or a sound as that, and everything else as a document. */
  async file(file: FileReply): Promise<Json> {
    return await this.#about(file.chat, 'answer', async () => {
      const form = formOf(file)
      try {
        return await this.#upload(file, form)
      } catch (error) {
        if (form === 'file' || !isKind(error, 'refused')) throw error
        return await this.#upload(file, 'file')
      }
    })
  }

  async #upload(file: FileReply, form: ReplyMedia): Promise<MessageRef & Record<string, number>> {
    const { chat, name, content, bytes, replyTo } = file
    const { text, entities } = encodeCaption(file)
    const media = new InputFile(bytes ?? Buffer.from(content, 'utf8'), name)
    const more = {
      ...targetOf(chat, replyTo),
      ...(text === '' ? {} : { caption: text, caption_entities: [...entities] }),
    }
    const { api } = this.#parts
    const slow = { timeoutMs: UPLOAD_TIMEOUT_MS }
    const sent = await {
      image: () => api.run('sendPhoto', (raw, signal) => raw.sendPhoto({ ...more, photo: media }, signal), slow),
      video: () => api.run('sendVideo', (raw, signal) => raw.sendVideo({ ...more, video: media }, signal), slow),
      audio: () => api.run('sendAudio', (raw, signal) => raw.sendAudio({ ...more, audio: media }, signal), slow),
      file: () =>
        api.run('sendDocument', (raw, signal) => raw.sendDocument({ ...more, document: media }, signal), slow),
    }[form]()
    return { chat: sent.chat.id, message: sent.message_id }
  }

  /** Sends a notice. */
  async notify(notice: Notice): Promise<Json> {
    const payload = encodeNotice(notice)
    const silent = QUIET.has(notice.kind) ? { disable_notification: true } : {}
    return await this.#about(notice.chat, 'notice', async () => {
      const { reply_markup: markup, text } = payload
      const keyboard = markup.inline_keyboard.length === 0 ? {} : { reply_markup: markup }
      const ref = await this.#message(
        targetOf(notice.chat, notice.replyTo),
        { text, entities: [] },
        { ...keyboard, ...silent },
      )
      return { ...ref, shown: digestOf(payload) }
    })
  }

  /** Shows another revision of a notice, unless it looks like that already. */
  async edit(ref: Json, notice: Notice): Promise<Json> {
    const at = messageRefOf(ref)
    if (at === undefined || String(at.chat) !== notice.chat.chat)
      throw new ChannelError('gone', 'the notice is not in this chat')
    const payload = encodeNotice(notice)
    const shown = digestOf(payload)
    if (typeof ref === 'object' && ref !== null && 'shown' in ref && ref.shown === shown) return ref
    return await this.#about(notice.chat, notice.state === 'closed' ? 'final' : 'edit', async () => {
      try {
        await this.#parts.api.run('editMessageText', (raw, signal) =>
          raw.editMessageText(
            { chat_id: at.chat, message_id: at.message, ...payload, link_preview_options: NO_PREVIEW },
            signal,
          ),
        )
      } catch (error) {
        if (isKind(error, 'moved')) throw goneWith(error)
        if (!isKind(error, 'not_modified')) throw error
      }
      return { chat: at.chat, message: at.message, shown }
    })
  }

  /** Deletes a notice; one that is too old for that loses its buttons. */
  async retire(ref: Json, chat: ChatRef): Promise<void> {
    const at = messageRefOf(ref)
    if (at === undefined || String(at.chat) !== chat.chat) return
    const { api } = this.#parts
    const message = { chat_id: at.chat, message_id: at.message }
    try {
      await api.run('deleteMessage', (raw, signal) => raw.deleteMessage(message, signal))
    } catch (error) {
      if (!isKind(error, 'message_gone')) throw await this.#explained(error, chat)
      const bare = { ...message, reply_markup: { inline_keyboard: [] } }
      await api.run('editMessageReplyMarkup', (raw, signal) => raw.editMessageReplyMarkup(bare, signal)).catch(() => {})
    }
  }

  /** Shows typing for some seconds. It costs nothing of the budget, and it never makes a chat that is paused worse. */
  async typing(chat: ChatRef): Promise<void> {
    const { api, budget, isForum } = this.#parts
    if (budget.isPaused(chat)) return
    const place = typingPlaceOf(chat, isForum(chat.chat))
    try {
      await api.run('sendChatAction', (raw, signal) => raw.sendChatAction({ ...place, action: 'typing' }, signal))
    } catch (error) {
      throw await this.#explained(error, chat)
    }
  }

  async #message(
    target: Target,
    { text, entities }: FormattedText,
    more: object = {},
  ): Promise<MessageRef & Record<string, number>> {
    const sent = await this.#parts.api.run('sendMessage', (raw, signal) =>
      raw.sendMessage(
        {
          ...target,
          text,
          ...(entities.length === 0 ? {} : { entities: [...entities] }),
          link_preview_options: NO_PREVIEW,
          ...more,
        },
        signal,
      ),
    )
    return { chat: sent.chat.id, message: sent.message_id }
  }

  /** Waits for the budget, makes the call, and says what its failure means. */
  async #about<T>(chat: ChatRef, kind: BudgetKind, call: () => Promise<T>): Promise<T> {
    await this.#parts.budget.take(chat, kind)
    try {
      return await call()
    } catch (error) {
      throw await this.#explained(error, chat)
    }
  }

  async #explained(error: unknown, chat: ChatRef): Promise<unknown> {
    if (!(error instanceof TelegramFailure)) return error
    if (error.retryAfterMs !== undefined) this.#parts.budget.pause(chat, error.retryAfterMs)
    const explained = channelError(error, chat)
    if (explained.movedTo !== undefined) await this.#parts.moved(chat, explained.movedTo)
    return explained
  }
}

function isKind(error: unknown, kind: TelegramFailure['kind']): error is TelegramFailure {
  return error instanceof TelegramFailure && error.kind === kind
}

/** A notice in a group that has become a supergroup stays behind, out of reach. */
function goneWith(error: TelegramFailure): TelegramFailure {
  return new TelegramFailure(
    'message_gone',
    error.method,
    error.message,
    error.movedTo === undefined ? {} : { movedTo: error.movedTo },
  )
}

/** Names what a notice shows, to know an edit that would change nothing. */
function digestOf(payload: object): string {
  return createHash('sha256').update(JSON.stringify(payload)).digest('base64url').slice(0, 16)
}
