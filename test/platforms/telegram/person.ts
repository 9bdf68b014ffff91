import type { User } from 'grammy/types'
import type { JsonObject } from '../kit/json.ts'
import type { BotAccount } from './bot-account.ts'
import type { BusinessConnection } from './business-connection.ts'
import { type Chat, type ChatMessage, GENERAL_THREAD } from './chat.ts'
import { readContent, storeMedia } from './compose.ts'
import type { AlbumContent, SingleContent, TextContent } from './content.ts'
import type { AdminRight } from './member.ts'
import { openTopic } from './open-topic.ts'
import type { Participant } from './participant.ts'
import { placeOf } from './place.ts'
import type { Platform } from './platform.ts'
import type { Toast } from './toast.ts'
import { chatView, inaccessibleView, messageView, seconds } from './views.ts'

// The senders that stand in for somebody else. Source: facts, "who may tap".
const ANONYMOUS_ADMIN: User = { id: 1_087_968_824, is_bot: true, first_name: 'Group', username: 'GroupAnonymousBot' }
const CHANNEL_SENDER: User = { id: 136_817_688, is_bot: true, first_name: 'Channel', username: 'Channel_Bot' }
const AUTOMATIC_FORWARD: User = { id: 777_000, is_bot: false, first_name: 'Telegram' }

/** How a person sends something. */
export interface SendOptions {
  /** The forum topic; General when not given. */
  readonly thread?: number
  readonly replyTo?: ChatMessage
  /** The part of the message that is replied to. */
  readonly quote?: string
  /** As the group, the way an anonymous admin does. */
  readonly anonymous?: boolean
  /** As a channel. */
  readonly as?: Chat
}

/** How a person taps. */
export interface TapOptions {
  /** Data that is not on the keyboard: old, or made up. */
  readonly data?: string
  /** How long the person waits, on the platform's clock. Default: as long as the platform does. */
  readonly timeoutMs?: number
}

/** A person with a Telegram client. Everything takes effect at once; what a test asks for must be possible. */
export class Person implements Participant {
  readonly id: number
  readonly user: User
  readonly #platform: Platform

  constructor(user: User, platform: Platform) {
    this.id = user.id
    this.user = user
    this.#platform = platform
  }

  /** Sends a message. */
  sends(chat: Chat, content: SingleContent, options?: SendOptions): ChatMessage
  /** Sends several files as one album; returns their messages. */
  sends(chat: Chat, content: AlbumContent, options?: SendOptions): readonly ChatMessage[]
  sends(
    chat: Chat,
    content: SingleContent | AlbumContent,
    options: SendOptions = {},
  ): ChatMessage | readonly ChatMessage[] {
    this.#mustBeIn(chat)
    if (chat.type === 'channel') throw new Error('a person posts to a channel with `posts`')
    const topic = chat.topics.get(options.thread ?? options.replyTo?.thread ?? GENERAL_THREAD)
    if (topic?.closed === true && !chat.isAdmin(this)) throw new Error(`the topic ${topic.name} is closed`)
    if (typeof content !== 'object' || !('album' in content)) return this.#send(chat, content, options)
    const album = `1400000000${this.#platform.serial()}`
    return content.album.map((item) => this.#send(chat, item, options, album))
  }

  /** Posts to a channel. The post appears in its discussion group, too. */
  posts(channel: Chat, content: SingleContent): ChatMessage {
    if (!channel.isAdmin(this)) throw new Error(`${this.user.first_name} does not administer ${channel.title}`)
    const post = this.#post({ chat: channel, from: undefined, author: this, senderChat: channel }, content)
    if (channel.discussion !== undefined) {
      const { id, date } = { id: post.id, date: seconds(post.origin.at) }
      const origin = { type: 'channel', chat: chatView(channel), message_id: id, date }
      this.#post(
        {
          chat: channel.discussion,
          from: AUTOMATIC_FORWARD,
          author: AUTOMATIC_FORWARD,
          senderChat: channel,
          extra: { is_automatic_forward: true, forward_origin: origin },
        },
        content,
      )
    }
    return post
  }

  /** Edits their own message. */
  edits(message: ChatMessage, content: TextContent): void {
    if (message.origin.author.id !== this.id) throw new Error('people edit their own messages only')
    this.#platform.revise(message, { ...readContent(content), markup: message.now.markup, preview: undefined })
  }

  /** Deletes a message: their own, any in a private chat, any as an admin. Bots are not told. */
  deletes(message: ChatMessage): void {
    const { chat, origin } = message
    const may = origin.author.id === this.id || chat.type === 'private' || chat.mayAs(this, 'can_delete_messages')
    if (!may) throw new Error(`${this.user.first_name} may not delete message ${message.id}`)
    message.remove()
    this.#platform.watch.changed()
  }

  /** Puts an emoji on a message, or takes it back. */
  reacts(message: ChatMessage, emoji: string | undefined): void {
    const { chat } = message
    const list = (value: string | undefined) => (value === undefined ? [] : [{ type: 'emoji', emoji: value }])
    const before = list(message.reactions.get(this.id))
    message.react(this.id, emoji)
    const update = {
      chat: chatView(chat),
      message_id: message.id,
      user: this.user,
      date: seconds(this.#platform.clock.now()),
      old_reaction: before,
      new_reaction: list(emoji),
    }
    for (const account of this.#platform.accounts) {
      if (chat.isAdmin(account)) this.#platform.tell(account, 'message_reaction', update, chat)
    }
    this.#platform.watch.changed()
  }

  /**
   * Taps a button, by its label or its data, and waits for what the bot answers. Rejects when the bot takes longer than
   * the platform allows; that is a violation, too.
   */
  async taps(message: ChatMessage, labelOrData: string, { data: given, timeoutMs }: TapOptions = {}): Promise<Toast> {
    const button = message.button(labelOrData)
    const data = given ?? button?.data
    if (data === undefined) throw new Error(`message ${message.id} has no button ${labelOrData} that can be tapped`)
    const platform = this.#platform
    const account = platform.accounts.find(({ id }) => id === message.origin.author.id)
    if (account === undefined) throw new Error(`message ${message.id} is of no bot here`)
    const { promise, resolve, reject } = Promise.withResolvers<Toast>()
    const id = `30000000000000${platform.serial()}`
    const cancel = platform.clock.after(timeoutMs ?? platform.limits.callbackTimeoutMs, () => {
      tap.state = 'late'
      const words = `the tap on ${labelOrData} of message ${message.id} was not answered in time`
      platform.violate('callback.answered', words)
      reject(new Error(words))
    })
    const answer = (toast: Toast) => {
      cancel()
      message.chat.toasts.push(toast)
      resolve(toast)
    }
    const tap = {
      id,
      message,
      userId: this.id,
      at: platform.clock.now(),
      state: 'open' as 'open' | 'late' | 'answered',
      answer,
    }
    account.taps.set(id, tap)
    const view = message.deleted ? inaccessibleView(message) : messageView(message)
    const query = { id, from: this.user, chat_instance: String(message.chat.id * 31), data, message: view }
    if (message.chat.has(account)) platform.tell(account, 'callback_query', query, message.chat)
    return promise
  }

  /** Presses Stop on what the bot is just writing. */
  stopsGeneration(chat: Chat, { thread }: { readonly thread?: number } = {}): void {
    const draft = chat.draft(thread)
    const account = this.#platform.partner(chat)
    if (draft?.canStop !== true || account === undefined) throw new Error('there is nothing with a Stop button')
    chat.setDraft(thread, draft.keepOnStop ? { ...draft, stopped: true } : undefined)
    const update = {
      chat: chatView(chat),
      draft_id: draft.id,
      ...(thread !== undefined && { message_thread_id: thread }),
    }
    this.#platform.tell(account, 'stopped_message_generation', update, chat)
  }

  /** Blocks a bot: it can no longer write to them. */
  blocks(bot?: BotAccount): void {
    const { chat, account } = this.#privateChat(bot)
    this.#platform.changeMember(chat, this.user, account.user, 'kicked')
  }

  /** Lets a bot write again. */
  unblocks(bot?: BotAccount): void {
    const { chat, account } = this.#privateChat(bot)
    this.#platform.changeMember(chat, this.user, account.user, 'member')
  }

  /** Deletes their account. */
  deactivates(): void {
    this.#platform.deactivated.add(this.id)
  }

  /** Adds somebody to a group. */
  adds(chat: Chat, who: Participant): void {
    this.#mustBeIn(chat)
    this.#platform.changeMember(chat, this.user, who.user, 'member')
    this.#service(chat, { new_chat_members: [who.user], new_chat_member: who.user })
  }

  /** Throws somebody out of a group. */
  kicks(chat: Chat, who: Participant): void {
    this.#mustAdminister(chat)
    this.#platform.changeMember(chat, this.user, who.user, 'kicked')
    this.#service(chat, { left_chat_member: who.user })
  }

  /** Leaves a group. */
  leaves(chat: Chat): void {
    this.#mustBeIn(chat)
    this.#platform.changeMember(chat, this.user, this.user, 'left')
    this.#service(chat, { left_chat_member: this.user })
  }

  /** Takes from somebody the right to write, or gives it back. */
  restricts(chat: Chat, who: Participant, { canSend }: { readonly canSend: boolean }): void {
    this.#mustAdminister(chat)
    this.#platform.changeMember(chat, this.user, who.user, canSend ? 'member' : 'restricted', { canSend })
  }

  /** Makes somebody an admin. */
  promotes(chat: Chat, who: Participant, rights?: readonly AdminRight[]): void {
    this.#mustAdminister(chat)
    this.#platform.changeMember(chat, this.user, who.user, 'administrator', rights === undefined ? {} : { rights })
  }

  /** Makes an admin an ordinary member. */
  demotes(chat: Chat, who: Participant): void {
    this.#mustAdminister(chat)
    this.#platform.changeMember(chat, this.user, who.user, 'member')
  }

  /** Turns a group into a supergroup: with a new id, without its messages. Source: facts, "migration". */
  migrates(chat: Chat): Chat {
    this.#mustAdminister(chat)
    if (chat.type !== 'group' || chat.migratedTo !== undefined) throw new Error('only a basic group can be migrated')
    const { title } = chat
    const to = this.#platform.addChat({
      type: 'supergroup',
      title,
      username: undefined,
      forum: false,
      person: undefined,
    })
    for (const { user, status, rights, canSend } of chat.members.values()) {
      this.#platform.setMember(to, user, status, { rights, canSend })
    }
    chat.migratedTo = to
    this.#service(chat, { migrate_to_chat_id: to.id })
    this.#platform.post({
      chat: to,
      from: ANONYMOUS_ADMIN,
      author: this,
      senderChat: to,
      service: { migrate_from_chat_id: chat.id },
    })
    return to
  }

  /** Opens a topic; returns its thread id. */
  opensTopic(chat: Chat, name: string): number {
    return openTopic(this.#platform, chat, this, name)
  }

  /** Closes a topic to those who do not manage topics. */
  closesTopic(chat: Chat, thread: number): void {
    this.#setTopic(chat, thread, true)
    this.#service(chat, { forum_topic_closed: {} }, thread)
  }

  /** Opens a closed topic again. */
  reopensTopic(chat: Chat, thread: number): void {
    this.#setTopic(chat, thread, false)
    this.#service(chat, { forum_topic_reopened: {} }, thread)
  }

  /** Deletes a topic and what is in it. Bots are not told. */
  deletesTopic(chat: Chat, thread: number): void {
    this.#setTopic(chat, thread, true)
    chat.topics.delete(thread)
    for (const message of chat.messages) if (message.thread === thread) message.remove()
    this.#platform.watch.changed()
  }

  /** Calls a bot in a chat that it is not in. */
  asksGuest(bot: BotAccount, content: TextContent): ChatMessage {
    const platform = this.#platform
    const chat = platform.addChat({
      type: 'supergroup',
      title: 'Elsewhere',
      username: undefined,
      forum: false,
      person: undefined,
    })
    platform.setMember(chat, this.user, 'member')
    const extra = { guest_query_id: `guest-${platform.serial()}` }
    const message = this.#post({ chat, from: this.user, author: this, extra }, content)
    platform.tell(bot, 'guest_message', messageView(message), chat)
    return message
  }

  /** Writes to somebody whose business account a bot is connected to. */
  writesTo({ id, owner, account }: BusinessConnection, content: SingleContent): ChatMessage {
    if (owner.id === this.id) throw new Error('people do not write to themselves')
    const platform = this.#platform
    const chat = platform.addChat({
      type: 'private',
      id: this.id,
      title: undefined,
      username: undefined,
      forum: false,
      person: this.user,
    })
    platform.setMember(chat, this.user, 'member')
    const message = this.#post({ chat, from: this.user, author: this, extra: { business_connection_id: id } }, content)
    platform.tell(account, 'business_message', messageView(message), chat)
    return message
  }

  #send(chat: Chat, content: SingleContent, options: SendOptions, album?: string): ChatMessage {
    const { replyTo, quote, anonymous = false, as } = options
    if (anonymous) this.#mustAdminister(chat)
    const senderChat = anonymous ? chat : as
    const from = anonymous ? ANONYMOUS_ADMIN : as === undefined ? this.user : CHANNEL_SENDER
    const place = placeOf(chat, options.thread, replyTo)
    return this.#post({ chat, from, author: this, senderChat, replyTo, quote, album, ...place }, content)
  }

  #post(message: Parameters<Platform['post']>[0], content: SingleContent): ChatMessage {
    if (typeof content === 'string' || Array.isArray(content)) return this.#platform.post(message, readContent(content))
    if ('media' in content) {
      const media = storeMedia(this.#platform, content)
      return this.#platform.post({ ...message, media }, readContent(content.caption ?? ''))
    }
    return this.#platform.post({ ...message, extra: { ...message.extra, ...content } })
  }

  #service(chat: Chat, service: JsonObject, thread?: number): void {
    const place = thread === undefined || thread === GENERAL_THREAD ? {} : { thread, inTopic: true }
    this.#platform.post({ chat, from: this.user, author: this, service, ...place })
  }

  #setTopic(chat: Chat, thread: number, closed: boolean): void {
    this.#mustAdminister(chat)
    const topic = chat.topics.get(thread)
    if (topic === undefined) throw new Error(`there is no topic ${thread}`)
    chat.topics.set(thread, { ...topic, closed })
  }

  #privateChat(bot: BotAccount | undefined): { chat: Chat; account: BotAccount } {
    const account = bot ?? this.#platform.accounts.find(({ privateChats }) => privateChats.has(this.id))
    const chat = account?.privateChats.get(this.id)
    if (account === undefined || chat === undefined) throw new Error(`${this.user.first_name} has no chat with a bot`)
    return { chat, account }
  }

  #mustBeIn(chat: Chat): void {
    if (!chat.has(this)) throw new Error(`${this.user.first_name} is not in ${chat.title ?? 'this chat'}`)
    if (chat.migratedTo !== undefined) throw new Error('this group has become a supergroup')
    const partner = chat.type === 'private' ? this.#platform.partner(chat) : undefined
    if (partner !== undefined && !chat.has(partner)) throw new Error(`${this.user.first_name} has blocked the bot`)
  }

  #mustAdminister(chat: Chat): void {
    if (!chat.isAdmin(this)) throw new Error(`${this.user.first_name} does not administer ${chat.title ?? 'this chat'}`)
  }
}
