import type { MessageEntity, User } from 'grammy/types'
import type { ChatMessage } from './chat-message.ts'
import type { WaitOptions, Watch } from './watch.ts'

/** The thread id of the topic that every forum has. Source: botapi, GENERAL_FORUM_TOPIC_ID. */
export const GENERAL_THREAD = 1

/** What somebody is in a chat. */
export type MemberStatus = 'creator' | 'administrator' | 'member' | 'restricted' | 'left' | 'kicked'

/** What an administrator may be allowed. */
export type AdminRight = 'can_delete_messages' | 'can_manage_topics' | 'can_restrict_members' | 'can_pin_messages'

/** All that an administrator can be allowed here. */
export const ALL_RIGHTS: readonly AdminRight[] = [
  'can_delete_messages',
  'can_manage_topics',
  'can_restrict_members',
  'can_pin_messages',
]

/** Somebody in a chat, or who was. */
export interface Member {
  readonly user: User
  readonly status: MemberStatus
  readonly rights: readonly AdminRight[]
  /** Of somebody restricted. */
  readonly canSend: boolean
}

/** A forum topic. */
export interface Topic {
  readonly thread: number
  readonly name: string
  readonly closed: boolean
  /** The service message that opened it; General has none. */
  readonly root: ChatMessage | undefined
}

/** A message that a bot is still writing, as its person sees it. */
export interface Draft {
  readonly id: number
  readonly text: string
  readonly entities: readonly MessageEntity[]
  readonly canStop: boolean
  readonly keepOnStop: boolean
  /** Whether the person has pressed Stop. */
  readonly stopped: boolean
  readonly expiresAt: number
}

/** An answer to a tap, as the person who tapped saw it. */
export interface Toast {
  readonly userId: number
  readonly text: string | undefined
  /** Whether it had to be closed by hand. */
  readonly alert: boolean
  readonly url: string | undefined
  /** From the tap to the answer. */
  readonly afterMs: number
}

/** What a chat is. */
export interface ChatOptions {
  readonly id: number
  readonly type: 'private' | 'group' | 'supergroup' | 'channel'
  readonly title: string | undefined
  readonly username: string | undefined
  readonly forum: boolean
  /** The person of a private chat. */
  readonly person: User | undefined
}

/** A chat as its members see it. Tests read it; people and bots change it through the platform. */
export class Chat {
  readonly id: number
  readonly type: ChatOptions['type']
  readonly title: string | undefined
  readonly username: string | undefined
  readonly forum: boolean
  /** The person of a private chat. */
  readonly person: User | undefined
  /** By user id; also those who left. */
  readonly members = new Map<number, Member>()
  /** By thread id, for a forum. */
  readonly topics = new Map<number, Topic>()
  /** Every answer to a tap. */
  readonly toasts: Toast[] = []
  /** The discussion group of a channel. */
  discussion: Chat | undefined
  /** The supergroup that this group has become. */
  migratedTo: Chat | undefined
  readonly #watch: Watch
  readonly #clockNow: () => number
  readonly #history: ChatMessage[] = []
  readonly #typing = new Map<number, number>()
  readonly #drafts = new Map<number, Draft>()

  constructor({ id, type, title, username, forum, person }: ChatOptions, watch: Watch, now: () => number) {
    this.id = id
    this.type = type
    this.title = title
    this.username = username
    this.forum = forum
    this.person = person
    this.#watch = watch
    this.#clockNow = now
    if (forum)
      this.topics.set(GENERAL_THREAD, { thread: GENERAL_THREAD, name: 'General', closed: false, root: undefined })
  }

  /** What can be read in it, oldest first. */
  get messages(): readonly ChatMessage[] {
    return this.#history.filter(({ deleted }) => !deleted)
  }

  /** Everything that was ever sent to it, oldest first. */
  get history(): readonly ChatMessage[] {
    return this.#history
  }

  /** The newest message. */
  get last(): ChatMessage | undefined {
    return this.messages.at(-1)
  }

  /** What bots have sent, oldest first. */
  get fromBots(): readonly ChatMessage[] {
    return this.messages.filter(({ from, service }) => from?.is_bot === true && service === undefined)
  }

  /** Whether a bot seems to be typing: in the chat, or in one topic of a forum. */
  typing(thread?: number): boolean {
    return (this.#typing.get(thread ?? 0) ?? 0) > this.#clockNow()
  }

  /** What a bot is just writing. */
  draft(thread?: number): Draft | undefined {
    const draft = this.#drafts.get(thread ?? 0)
    return draft !== undefined && draft.expiresAt > this.#clockNow() ? draft : undefined
  }

  /** Called by the platform: the last draft, expired or not. */
  lastDraft(thread?: number): Draft | undefined {
    return this.#drafts.get(thread ?? 0)
  }

  /** What somebody is in it. */
  status(who: { readonly id: number }): MemberStatus {
    return this.members.get(who.id)?.status ?? 'left'
  }

  /** Whether somebody is in it. */
  has(who: { readonly id: number }): boolean {
    return !['left', 'kicked'].includes(this.status(who))
  }

  /** Whether somebody administers it. */
  isAdmin(who: { readonly id: number }): boolean {
    return ['creator', 'administrator'].includes(this.status(who))
  }

  /** Whether an administrator is allowed something; the creator always is. */
  mayAs(who: { readonly id: number }, right: AdminRight): boolean {
    const member = this.members.get(who.id)
    return member?.status === 'creator' || (member?.status === 'administrator' && member.rights.includes(right))
  }

  /** A message that can be read in it. */
  message(id: number): ChatMessage | undefined {
    return this.#history.find((message) => message.id === id && !message.deleted)
  }

  /** Waits until something is so: looks now, and again after every change on the platform. */
  until<T>(look: (chat: this) => T | undefined | null | false, options?: WaitOptions): Promise<T> {
    return this.#watch.until(
      () => look(this),
      () => this.#described(),
      options,
    )
  }

  /** Called by the platform: a message appears. */
  add(message: ChatMessage): void {
    this.#history.push(message)
    this.#watch.changed()
  }

  /** Called by the platform: a bot is typing, or no longer. */
  setTyping(thread: number | undefined, until: number): void {
    this.#typing.set(thread ?? 0, until)
    this.#watch.changed()
  }

  /** Called by the platform: a bot's draft changes, or goes. */
  setDraft(thread: number | undefined, draft: Draft | undefined): void {
    if (draft === undefined) this.#drafts.delete(thread ?? 0)
    else this.#drafts.set(thread ?? 0, draft)
    this.#watch.changed()
  }

  #described(): string {
    const lines = this.messages.map(({ id, from, text, keyboard }) => {
      const buttons = keyboard.flat().map(({ text: label }) => `[${label}]`)
      return `${id} ${from?.first_name ?? 'channel'}: ${[JSON.stringify(text), ...buttons].join(' ')}`
    })
    return lines.length === 0 ? 'no message' : `\n${lines.join('\n')}`
  }
}
