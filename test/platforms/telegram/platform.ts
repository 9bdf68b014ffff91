import type { User } from 'grammy/types'
import { type Clock, systemClock } from '../kit/clock.ts'
import type { JsonObject } from '../kit/json.ts'
import { Watch } from '../kit/watch.ts'
import { type AccountOptions, BotAccount } from './bot-account.ts'
import { Chat, ChatMessage, type ChatOptions, type MessageOrigin } from './chat.ts'
import { FileStore } from './file-store.ts'
import { hears } from './hearing.ts'
import { DEFAULT_LIMITS, type Limits } from './limits.ts'
import { type AdminRight, ALL_RIGHTS, type Member, type MemberStatus } from './member.ts'
import type { MessageVersion } from './message-version.ts'
import type { RecordedCall } from './recorded-call.ts'
import { RULES, type RuleName } from './rules.ts'
import type { UpdateType } from './update-queue.ts'
import { chatView, memberView, messageView, seconds } from './views.ts'
import type { Violation } from './violation.ts'

const FIRST_USER_ID = 710_000_001
const FIRST_GROUP_ID = -4_000_001
const FIRST_SUPERGROUP_ID = -1_001_000_000_001
// Private chats and basic groups share one row of numbers, as in a person's own message box.
const FIRST_BOX_MESSAGE_ID = 101
// In a supergroup, 1 is the message that it was created with; as a thread it is the General topic.
const CREATION_MESSAGE_ID = 1

/** Options of the platform. */
export interface PlatformOptions {
  readonly clock?: Clock
  readonly limits?: Partial<Limits>
  /** Told of every message, as it is sent and edited; for a log. */
  readonly onMessage?: OnMessage
}

/** Told of a message. */
export type OnMessage = (event: 'new' | 'edited', message: ChatMessage) => void

/** What a message is before the platform has numbered and dated it. One that opens a topic is its own thread. */
export type NewMessage = Omit<MessageOrigin, 'id' | 'at' | 'thread'> & { readonly thread?: number | 'own' | undefined }

/** Everything there is: people, bots, chats, files, time. It numbers, delivers and remembers; it judges nothing. */
export class Platform {
  readonly clock: Clock
  readonly limits: Limits
  readonly files = new FileStore()
  readonly watch = new Watch()
  readonly users = new Map<number, User>()
  /** Groups and channels by id; private chats belong to their bot. */
  readonly chats = new Map<number, Chat>()
  readonly accounts: BotAccount[] = []
  readonly violations: Violation[] = []
  /** People who have deleted their account. */
  readonly deactivated = new Set<number>()
  #boxMessageId = FIRST_BOX_MESSAGE_ID
  readonly #messageIds = new Map<number, number>()
  #serial = 0
  readonly #onMessage: OnMessage | undefined

  constructor({ clock = systemClock, limits = {}, onMessage }: PlatformOptions) {
    this.clock = clock
    this.limits = { ...DEFAULT_LIMITS, ...limits }
    this.#onMessage = onMessage
  }

  /** A number that has not been given out. */
  serial(): number {
    this.#serial += 1
    return this.#serial
  }

  /** Makes a bot. */
  addAccount(options: AccountOptions): BotAccount {
    const account = new BotAccount(options, this.accounts.length, this.clock, this.limits, this.watch)
    this.accounts.push(account)
    this.users.set(account.id, account.user)
    return account
  }

  /** Makes a person, or a bot that is not ours. */
  addUser(user: Omit<User, 'id'> & { readonly id?: number | undefined }): User {
    const { id = FIRST_USER_ID + this.users.size, ...rest } = user
    const added = { id, ...rest }
    this.users.set(id, added)
    return added
  }

  /** Makes a chat. Groups and channels get an id of their kind. */
  addChat(options: Omit<ChatOptions, 'id'> & { readonly id?: number }): Chat {
    const fresh = options.type === 'group' ? FIRST_GROUP_ID - this.chats.size : FIRST_SUPERGROUP_ID - this.chats.size
    const chat = new Chat({ ...options, id: options.id ?? fresh }, this.watch, () => this.clock.now())
    if (chat.type !== 'private') this.chats.set(chat.id, chat)
    return chat
  }

  /** Sets what somebody is in a chat, without telling anybody. */
  setMember(
    chat: Chat,
    user: User,
    status: MemberStatus,
    more: { rights?: readonly AdminRight[]; canSend?: boolean } = {},
  ) {
    const rights = more.rights ?? (status === 'administrator' ? ALL_RIGHTS : [])
    const joins = !chat.has(user)
    const member = { user, status, rights, canSend: more.canSend ?? true }
    chat.members.set(user.id, member)
    const account = this.accounts.find(({ id }) => id === user.id)
    if (joins && chat.has(user)) account?.joined(chat)
    this.watch.changed()
    return member
  }

  /** Changes what somebody is in a chat, and tells the bots that may know. */
  changeMember(
    chat: Chat,
    by: User,
    user: User,
    status: MemberStatus,
    more: { rights?: readonly AdminRight[]; canSend?: boolean } = {},
  ) {
    const before: Member = chat.members.get(user.id) ?? { user, status: 'left', rights: [], canSend: true }
    const after = this.setMember(chat, user, status, more)
    const update = {
      chat: chatView(chat),
      from: by,
      date: seconds(this.clock.now()),
      old_chat_member: memberView(before),
      new_chat_member: memberView(after),
    }
    for (const account of this.accounts) {
      if (account.id === user.id) this.tell(account, 'my_chat_member', update, chat)
      else if (chat.isAdmin(account)) this.tell(account, 'chat_member', update, chat)
    }
  }

  /** Gives a bot an update. */
  tell(account: BotAccount, type: UpdateType, value: JsonObject, chat: Chat): void {
    account.queue.push(type, value, `${type === 'callback_query' ? 'tap' : 'chat'} ${chat.id}`)
  }

  /** Puts a message into its chat and tells the bots that hear it. */
  post(message: NewMessage, content: Partial<MessageVersion> = {}): ChatMessage {
    const id = this.#nextMessageId(message.chat)
    const thread = message.thread === 'own' ? id : message.thread
    const posted = new ChatMessage({ ...message, id, thread, at: this.clock.now() }, content)
    message.chat.add(posted)
    this.announce(posted, 'new')
    return posted
  }

  /** Changes a message, and tells the bots that hear it. */
  revise(message: ChatMessage, version: Omit<MessageVersion, 'at'>): void {
    message.revise({ ...version, at: this.clock.now() })
    this.announce(message, 'edited')
    this.watch.changed()
  }

  /** Tells the bots that hear a message. */
  announce(message: ChatMessage, event: 'new' | 'edited'): void {
    this.#onMessage?.(event, message)
    const channel = message.chat.type === 'channel'
    const kind = channel ? 'channel_post' : 'message'
    for (const account of this.#accountsIn(message.chat)) {
      if (hears(account, message)) {
        this.tell(account, event === 'new' ? kind : `edited_${kind}`, messageView(message), message.chat)
      }
    }
  }

  /** Notes that a bot broke a rule. */
  violate(rule: RuleName, message: string, call?: RecordedCall): void {
    this.violations.push({ rule, source: RULES[rule].source, message, call })
    this.watch.changed()
  }

  /** The bot that a private chat is with. */
  partner(chat: Chat): BotAccount | undefined {
    return this.accounts.find(({ privateChats }) => [...privateChats.values()].includes(chat))
  }

  #accountsIn(chat: Chat): readonly BotAccount[] {
    if (chat.type !== 'private') return this.accounts
    const partner = this.partner(chat)
    return partner === undefined ? [] : [partner]
  }

  #nextMessageId(chat: Chat): number {
    if (chat.type === 'private' || chat.type === 'group') {
      this.#boxMessageId += 1
      return this.#boxMessageId
    }
    const next = (this.#messageIds.get(chat.id) ?? CREATION_MESSAGE_ID) + 1
    this.#messageIds.set(chat.id, next)
    return next
  }
}
