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
import type { FeishuApi } from './api.ts'
import type { Budget, SendKind } from './budget.ts'
import { isMessageId, messageRefOf } from './chat-ref.ts'
import {
  encodeFile,
  encodeImage,
  encodeMention,
  encodeNotice,
  encodePlainNotice,
  encodeReply,
  fileName,
  type Payload,
  uuidOf,
} from './encode.ts'
import { channelError, FeishuFailure, isKind } from './errors.ts'
import { MAX_IMAGE_BYTES, MAX_UPLOAD_BYTES, REMEMBERED } from './limits.ts'
import type { TapGate } from './tap-gate.ts'

/** What an {@link Outbound} works with. */
export interface OutboundParts {
  readonly api: FeishuApi
  readonly budget: Budget
  readonly gate: TapGate
  readonly clock: Clock
  readonly logger: Logger
  /** One of the bot's messages is there: answers to it are for the bot. */
  readonly sent: (chat: ChatRef, message: string) => void
  /** Messages of a chat's thread that are known. */
  readonly anchorsOf: (chat: ChatRef) => Promise<readonly string[]>
}

/** What an answer is called that no message can take. */
const ANSWER_FILE = 'answer.md'

/** A change that went out this shortly before a tap was known may have crossed it, and the platform may have undone it. */
const CROSSING_MS = 3000

/** A message that was there before we asked for it this long ago is one of an earlier try. Clocks differ a little. */
const EARLIER_TRY_MS = 5000

/** So soon after a start a notice may have been sent by the process before, a moment ago. Clocks differ a little. */
const AFTER_START_MS = 60_000

interface Sent {
  readonly message: string
  /** By the platform's clock, where it says. */
  readonly createdAt?: number
}

/** What goes out to the chats. Every error is a {@link ChannelError}. */
export class Outbound {
  readonly #parts: OutboundParts
  readonly #startedAt: number
  /** Cards that may have been sent without our knowing: what a notice looked like. */
  readonly #tried = new Recent<string, string>(REMEMBERED)

  /** What cards were last changed to, and when. */
  readonly #changed = new Recent<string, { readonly payload: Payload; readonly at: number }>(REMEMBERED)
  /** Changes under way, by message. */
  readonly #changing = new Map<string, Promise<void>>()

  constructor(parts: OutboundParts) {
    this.#parts = parts
    this.#startedAt = parts.clock.now()
  }

  /** Sends a part of an answer: as a card, or in the next form that is taken. */
  async reply(reply: Reply): Promise<Json> {
    const { chat, replyTo, idempotencyKey } = reply
    return await this.#explained(chat, async () => {
      let refusal = new FeishuFailure('too_long', 'message: no form of it is small enough')
      for (const form of encodeReply(reply)) {
        try {
          const { message } = await this.#send(chat, form, uuidOf(idempotencyKey, form.type), 'answer', replyTo)
          return { message }
        } catch (error) {
          if (!isKind(error, 'bad_card', 'too_long', 'refused')) throw error
          refusal = error
          this.#parts.logger.warn({ error, form: form.type }, 'feishu: an answer was refused, and goes in another form')
        }
      }
      return await this.#asFile(reply, refusal)
    })
  }

  /** The last form of an answer. @throws the refusal of the form before, where that is refused, too */
  async #asFile(reply: Reply, refusal: FeishuFailure): Promise<Json> {
    const { chat, text, replyTo, idempotencyKey } = reply
    try {
      const payload = await this.#upload({ name: ANSWER_FILE }, Buffer.from(text, 'utf8'))
      const { message } = await this.#send(chat, payload, uuidOf(idempotencyKey, 'file'), 'answer', replyTo)
      return { message }
    } catch (error) {
      throw isKind(error, 'refused', 'too_long', 'not_set_up') ? refusal : error
    }
  }

  /** Sends a file, and after it a word to those whom it is for. */
  async file(file: FileReply): Promise<Json> {
    const { chat, content, replyTo, idempotencyKey } = file
    const bytes = Buffer.from(file.bytes ?? Buffer.from(content, 'utf8'))
    if (bytes.length > MAX_UPLOAD_BYTES)
      throw new ChannelError('rejected', `a file of ${bytes.length} bytes is larger than the platform takes`)
    return await this.#explained(chat, async () => {
      const payload = (await this.#picture(file, bytes)) ?? (await this.#upload(file, bytes))
      const { message } = await this.#send(chat, payload, uuidOf(idempotencyKey, 'file'), 'answer', replyTo)
      const word = encodeMention(file)
      if (word !== undefined) await this.#send(chat, word, uuidOf(idempotencyKey, 'mention'), 'answer', message)
      return { message }
    })
  }

  /** A picture as such; `undefined` when it is none, or none that the platform shows. */
  async #picture({ media }: FileReply, bytes: Buffer): Promise<Payload | undefined> {
    if (media !== 'image' || bytes.length > MAX_IMAGE_BYTES) return undefined
    try {
      const uploaded = await this.#parts.api.transfer('image upload', (client) =>
        client.im.v1.image.create({ data: { image_type: 'message', image: bytes } }),
      )
      return uploaded?.image_key === undefined ? undefined : encodeImage(uploaded.image_key)
    } catch (error) {
      if (isKind(error, 'refused', 'too_long')) return undefined
      throw error
    }
  }

  async #upload({ name, media }: Pick<FileReply, 'name' | 'media'>, bytes: Buffer): Promise<Payload> {
    const plays = media === 'video' && /\.mp4$/i.test(name)
    const uploaded = await this.#parts.api.transfer('file upload', (client) =>
      client.im.v1.file.create({
        data: { file_type: plays ? 'mp4' : 'stream', file_name: fileName(name), file: bytes },
      }),
    )
    if (uploaded?.file_key === undefined) throw new FeishuFailure('lost', 'file upload: no key came back')
    return encodeFile(uploaded.file_key, plays ? 'media' : 'file')
  }

  /** Sends a notice. */
  async notify(notice: Notice): Promise<Json> {
    const { chat, noticeId, copy, replyTo } = notice
    const payload = encodeNotice(notice)
    const shown = digestOf(payload)
    const asked = this.#parts.clock.now()
    const uuid = uuidOf(noticeId, String(copy ?? ''))
    const before = this.#tried.get(uuid)
    this.#tried.set(uuid, before ?? shown)
    return await this.#explained(chat, async () => {
      const kind = notice.kind === 'busy' ? 'notice' : 'answer'
      try {
        const { message, createdAt = asked } = await this.#send(chat, payload, uuid, kind, replyTo)
        this.#tried.delete(uuid)
        // A second try under one key shows what the first one said.
        const older = createdAt < asked - EARLIER_TRY_MS || (before !== undefined && before !== shown)
        const inherited = notice.revision > 1 && before === undefined && asked < this.#startedAt + AFTER_START_MS
        if (older || inherited) await this.#patch(message, () => payload)
        return { message, shown }
      } catch (error) {
        if (!isKind(error, 'bad_card')) throw error
        this.#parts.logger.warn({ error }, 'feishu: a card was refused, and its notice goes without buttons')
      }
      const plain = uuidOf(uuid, 'plain')
      const { message } = await this.#send(chat, encodePlainNotice(notice), plain, kind, replyTo)
      return { message, plain: true }
    })
  }

  /** Shows another revision of a notice, unless it looks like that already. */
  async edit(ref: Json, notice: Notice): Promise<Json> {
    const at = messageRefOf(ref)
    if (at === undefined) throw new ChannelError('gone', 'this notice has no message')
    if (typeof ref === 'object' && ref !== null && 'plain' in ref) return await this.#editPlain(ref, at.message, notice)
    const payload = encodeNotice(notice)
    const shown = digestOf(payload)
    if (typeof ref === 'object' && ref !== null && 'shown' in ref && ref.shown === shown) return ref
    try {
      await this.#patch(at.message, () => payload)
    } catch (error) {
      throw error instanceof FeishuFailure ? this.#noted(error, notice.chat, at.message) : error
    }
    return { message: at.message, shown }
  }

  /** Rich text can be changed only a few times: it says how it began, and how it ended. */
  async #editPlain(ref: Json, message: string, notice: Notice): Promise<Json> {
    if (notice.state === 'live') return ref
    const { type, content } = encodePlainNotice(notice)
    return await this.#explained(notice.chat, async () => {
      await this.#parts.api.run('message update', (client) =>
        client.im.v1.message.update({ path: { message_id: message }, data: { msg_type: type, content } }),
      )
      return ref
    })
  }

  /** A tap on a message is answered: a change that may have crossed it is made once more. */
  async tapped(message: string): Promise<void> {
    const answeredAt = this.#parts.clock.now()
    await this.#parts.gate.whenFree(message)
    await this.#patch(message, () => {
      const last = this.#changed.get(message)
      const crossed = last !== undefined && last.at <= answeredAt && last.at >= answeredAt - CROSSING_MS
      return crossed ? last.payload : undefined
    })
  }

  /** Deletes a notice. */
  async retire(ref: Json, chat: ChatRef): Promise<void> {
    const at = messageRefOf(ref)
    if (at === undefined) return
    await this.#parts.gate.whenFree(at.message)
    await this.#explained(chat, async () => {
      await this.#parts.api.run('message delete', (client) =>
        client.im.v1.message.delete({ path: { message_id: at.message } }),
      )
    })
  }

  /** Changes a card; one change after the other, so that the last one stays. */
  async #patch(message: string, payloadNow: () => Payload | undefined): Promise<void> {
    const { api, budget, gate, clock } = this.#parts
    const change = async (): Promise<void> => {
      await gate.whenFree(message)
      const payload = payloadNow()
      if (payload === undefined) return
      await budget.patch(api.appId, message, async () => {
        await gate.whenFree(message)
        this.#changed.set(message, { payload, at: clock.now() })
        await api.run('message patch', (client) =>
          client.im.v1.message.patch({ path: { message_id: message }, data: { content: payload.content } }),
        )
      })
    }
    const mine = (this.#changing.get(message) ?? Promise.resolve()).then(change, change)
    this.#changing.set(message, mine)
    try {
      await mine
    } finally {
      if (this.#changing.get(message) === mine) this.#changing.delete(message)
    }
  }

  async #send(
    chat: ChatRef,
    payload: Payload,
    uuid: string,
    kind: SendKind,
    replyTo: string | undefined,
  ): Promise<Sent> {
    const { api, budget } = this.#parts
    return await budget.send(api.appId, chat.chat, kind, () => this.#deliver(chat, payload, uuid, replyTo))
  }

  /** To the message that it answers; where that is gone, to its thread, or to the chat. */
  async #deliver(chat: ChatRef, { type, content }: Payload, uuid: string, replyTo: string | undefined): Promise<Sent> {
    const { api, sent, anchorsOf } = this.#parts
    const done = (data: { message_id?: string | undefined; create_time?: string | undefined } | undefined): Sent => {
      const message = data?.message_id
      if (message === undefined) throw new FeishuFailure('lost', 'message: no id came back')
      sent(chat, message)
      const createdAt = Number(data?.create_time)
      return { message, ...(createdAt > 0 ? { createdAt } : {}) }
    }
    // Nothing can be sent to a thread but an answer to one of its messages.
    const anchors = [replyTo, ...(await anchorsOf(chat))].filter(isMessageId)
    for (const anchor of new Set(anchors)) {
      try {
        const { data } = await api.run('message reply', (client) =>
          client.im.v1.message.reply({
            path: { message_id: anchor },
            data: { msg_type: type, content, uuid, reply_in_thread: chat.thread !== undefined },
          }),
        )
        return done(data)
      } catch (error) {
        if (!isKind(error, 'message_gone')) throw error
      }
    }
    const { data } = await api.run('message create', (client) =>
      client.im.v1.message.create({
        params: { receive_id_type: 'chat_id' },
        data: { receive_id: chat.chat, msg_type: type, content, uuid },
      }),
    )
    return done(data)
  }

  async #explained<T>(chat: ChatRef, call: () => Promise<T>): Promise<T> {
    try {
      return await call()
    } catch (error) {
      throw error instanceof FeishuFailure ? this.#noted(error, chat) : error
    }
  }

  /** What a failure means for the core, and for what goes out next. */
  #noted(failure: FeishuFailure, chat: ChatRef, message?: string): ChannelError {
    if (failure.kind === 'flood' && failure.retryAfterMs !== undefined) {
      if (message === undefined) this.#parts.budget.pauseChat(chat.chat, failure.retryAfterMs)
      else this.#parts.budget.pauseMessage(message, failure.retryAfterMs)
    }
    return channelError(failure)
  }
}

/** Names what a notice shows, to know an edit that would change nothing. */
function digestOf({ content }: Payload): string {
  return createHash('sha256').update(content).digest('base64url').slice(0, 16)
}
