import type { Chat, Member } from './chat.ts'
import type { Attachment, ChatMessage, MessageVersion } from './chat-message.ts'
import type { Community } from './community.ts'
import { attach } from './compose.ts'
import { type Content, mention } from './content.ts'
import type { Participant } from './participant.ts'
import type { Platform } from './platform.ts'
import type { ClientInfo, Profile } from './profile.ts'
import type { Snackbar } from './snackbar.ts'

// Source: docs, bots-long-poll, client_info: what today's clients say.
const ACTIONS = ['text', 'vkpay', 'open_app', 'location', 'open_link', 'open_photo', 'callback']
const LANGUAGES: Readonly<Record<string, number>> = { ru: 0, uk: 1, be: 2, en: 3, es: 4, fi: 5, de: 6, it: 7, zh: 18 }

/** A person to be. */
export interface PersonOptions {
  readonly firstName?: string
  readonly lastName?: string
  readonly id?: number
  /** Of their client. Default: `ru`. */
  readonly language?: 'ru' | 'uk' | 'be' | 'en' | 'es' | 'fi' | 'de' | 'it' | 'zh'
  /** What their client can do. By default everything. */
  readonly client?: { readonly callback?: boolean; readonly inlineKeyboard?: boolean; readonly keyboard?: boolean }
}

/** How a person sends something. */
export interface SendOptions {
  readonly replyTo?: ChatMessage
  readonly forwarded?: readonly ChatMessage[]
}

/** How a person taps. */
export interface TapOptions {
  /** A payload that is not on the keyboard: old, or made up. */
  readonly payload?: string
  /** How long the person waits, on the platform's clock. Default: as long as the platform does. */
  readonly timeoutMs?: number
}

/** A person with a VK client. Everything takes effect at once; what a test asks for must be possible. */
export class Person implements Profile {
  readonly id: number
  readonly firstName: string
  readonly lastName: string
  readonly clientInfo: ClientInfo
  readonly #platform: Platform

  constructor(
    { firstName = 'Ann', lastName = 'Lee', language = 'ru', client = {}, id = 0 }: PersonOptions,
    platform: Platform,
  ) {
    this.id = id
    this.firstName = firstName
    this.lastName = lastName
    this.clientInfo = {
      button_actions: ACTIONS.filter((action) => action !== 'callback' || client.callback !== false),
      keyboard: client.keyboard ?? true,
      inline_keyboard: client.inlineKeyboard ?? true,
      carousel: true,
      lang_id: LANGUAGES[language] ?? 0,
    }
    this.#platform = platform
  }

  get ownerId(): number {
    return this.id
  }

  /** Sends a message. */
  sends(chat: Chat, content: Content, { replyTo, forwarded = [] }: SendOptions = {}): ChatMessage {
    this.#mustWrite(chat)
    return this.#platform.post(chat, { fromId: this.id }, { ...this.#read(content), replyTo, forwarded })
  }

  /** Edits their own message. */
  edits(chat: Chat, message: ChatMessage, text: string): void {
    if (message.fromId !== this.id) throw new Error('people edit their own messages only')
    this.#platform.revise(chat, message, { ...message.now, text })
  }

  /** Deletes a message. Communities are not told. */
  deletes(message: ChatMessage): void {
    message.remove()
    this.#platform.watch.changed()
  }

  /**
   * Taps a callback button, by its label or its payload, and waits for what the community answers. Rejects when that
   * takes longer than the platform allows; that is a violation, too.
   */
  async taps(
    chat: Chat,
    message: ChatMessage,
    labelOrPayload: string,
    { payload: given, timeoutMs }: TapOptions = {},
  ): Promise<Snackbar> {
    const button = message.button(labelOrPayload)
    if (given === undefined && button?.type !== 'callback') {
      throw new Error(`message ${message.cmid} has no callback button ${labelOrPayload}`)
    }
    if (!this.clientInfo.button_actions.includes('callback')) {
      throw new Error(`the client of ${this.firstName} does not know callback buttons`)
    }
    const community = this.#platform.communities.find(({ ownerId }) => ownerId === message.fromId)
    if (community === undefined) throw new Error(`message ${message.cmid} is of no community here`)
    return this.#event(chat, message, community, given ?? button?.payload ?? '', timeoutMs)
  }

  /** Presses a button that writes a text: in a message, or below the conversation. */
  presses(chat: Chat, label: string, message?: ChatMessage): ChatMessage {
    this.#mustWrite(chat)
    const rows = message === undefined ? (chat.keyboard?.rows ?? []) : message.keyboard
    const button = rows.flat().find((one) => one.type === 'text' && one.label === label)
    if (button === undefined) throw new Error(`there is no text button ${label}`)
    const payload = button.payload === '' ? {} : { payload: button.payload }
    return this.#platform.post(chat, { fromId: this.id, ...payload }, this.#read(`${this.#addressee(chat)}${label}`))
  }

  /** Forbids a community to write to them. */
  denies(community: Community): void {
    community.denied.add(this.id)
    this.#platform.tell(community, 'message_deny', { user_id: this.id }, community.directChats.get(this.id))
  }

  /** Lets a community write again. */
  allows(community: Community): void {
    community.denied.delete(this.id)
    this.#platform.tell(community, 'message_allow', { user_id: this.id, key: '' }, community.directChats.get(this.id))
  }

  /** Is seen to be typing to a community. */
  types(chat: Chat): void {
    for (const community of this.#platform.communitiesOf(chat)) {
      const event = { state: 'typing', from_id: this.id, to_id: community.ownerId }
      this.#platform.tell(community, 'message_typing_state', event, chat)
    }
  }

  /** Comments on a post of a community. */
  comments(community: Community, text: string): void {
    const comment = { id: this.#platform.serial(), from_id: this.id, text, post_id: 1, owner_id: community.ownerId }
    this.#platform.tell(community, 'wall_reply_new', { ...comment, post_owner_id: community.ownerId })
  }

  /** Joins a community. */
  joins(community: Community): void {
    this.#platform.tell(community, 'group_join', { user_id: this.id, join_type: 'join' })
  }

  /** Adds somebody to a chat. */
  adds(chat: Chat, who: Participant): void {
    this.#mustWrite(chat)
    this.#platform.setMember(chat, who, { state: 'in' })
    this.#service(chat, { type: 'chat_invite_user', member_id: who.ownerId })
  }

  /** Throws somebody out of a chat. */
  kicks(chat: Chat, who: Participant): void {
    this.#mustAdminister(chat)
    this.#service(chat, { type: 'chat_kick_user', member_id: who.ownerId })
    this.#platform.setMember(chat, who, { state: 'kicked', admin: false })
  }

  /** Leaves a chat. */
  leaves(chat: Chat): void {
    this.#service(chat, { type: 'chat_kick_user', member_id: this.id })
    this.#platform.setMember(chat, this, { state: 'left' })
  }

  /** Makes somebody an administrator, takes that back, or lets a community see all messages. */
  lets(chat: Chat, who: Participant, change: Partial<Pick<Member, 'admin' | 'hearsAll'>>): void {
    this.#mustAdminister(chat)
    this.#platform.setMember(chat, who, change)
  }

  /** Closes a chat for writing, or opens it again. */
  silences(chat: Chat, silent = true): void {
    this.#mustAdminister(chat)
    chat.writing = !silent
    this.#platform.watch.changed()
  }

  #event(
    chat: Chat,
    message: ChatMessage,
    community: Community,
    payload: string,
    timeoutMs: number | undefined,
  ): Promise<Snackbar> {
    const platform = this.#platform
    const { promise, resolve, reject } = Promise.withResolvers<Snackbar>()
    const peerId = chat.peerIdFor(community) ?? chat.peerId
    const eventId = `e${platform.serial().toString(16).padStart(11, '0')}`
    const cancel = platform.clock.after(timeoutMs ?? platform.limits.eventAnswerMs, () => {
      tap.state = 'late'
      const words = `the tap of ${this.firstName} on message ${message.cmid} was not answered in time`
      platform.violate('event.answered', words)
      reject(new Error(words))
    })
    const tap = {
      eventId,
      userId: this.id,
      peerId,
      at: platform.clock.now(),
      state: 'open' as 'open' | 'late' | 'answered',
      answer: (snackbar: Snackbar) => {
        cancel()
        chat.snackbars.push(snackbar)
        resolve(snackbar)
      },
    }
    community.taps.set(eventId, tap)
    const event = { user_id: this.id, peer_id: peerId, event_id: eventId, conversation_message_id: message.cmid }
    if (chat.has(community)) {
      platform.tell(community, 'message_event', { ...event, payload: JSON.parse(payload || '{}') }, chat)
    }
    return promise
  }

  /** In a chat of several a client writes whose button was pressed before its label. Source: docs, bots keyboard. */
  #addressee(chat: Chat): string {
    const [community] = this.#platform.communitiesOf(chat)
    return chat.kind === 'direct' || community === undefined ? '' : `${mention(community, `@${community.screenName}`)} `
  }

  #read(content: Content): Omit<MessageVersion, 'at'> {
    const { text = '', attachments = [] } = typeof content === 'string' ? { text: content } : content
    const attached: readonly Attachment[] = attachments.map((one) => attach(this.#platform, this.id, one))
    const rest = {
      formats: [],
      keyboard: undefined,
      replyTo: undefined,
      forwarded: [],
      linkPreview: true,
      notifies: true,
    }
    return { text, attachments: attached, ...rest }
  }

  #service(chat: Chat, action: { readonly type: string; readonly member_id: number }): void {
    this.#platform.post(chat, { fromId: this.id, action }, this.#read(''))
  }

  #mustWrite(chat: Chat): void {
    if (!chat.has(this)) throw new Error(`${this.firstName} is not in ${chat.title}`)
    if (!chat.writing && !chat.isAdmin(this)) throw new Error(`${this.firstName} may not write in ${chat.title}`)
  }

  #mustAdminister(chat: Chat): void {
    if (!chat.isAdmin(this)) throw new Error(`${this.firstName} does not administer ${chat.title}`)
  }
}
