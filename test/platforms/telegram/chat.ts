import type { MessageEntity, User } from 'grammy/types'
import type { JsonObject } from '../kit/json.ts'
import type { WaitOptions, Watch } from '../kit/watch.ts'
import type { Draft } from './draft.ts'
import type { StoredFile } from './file-store.ts'
import type { AdminRight, Member, MemberStatus } from './member.ts'
import type { MessageMedia, MessageVersion } from './message-version.ts'
import { type Button, NO_MARKUP } from './rules-keyboard.ts'
import type { Toast } from './toast.ts'

// A chat and its messages know each other, and so they stand together.

/** The thread id of the topic that every forum has. Source: botapi, GENERAL_FORUM_TOPIC_ID. */
export const GENERAL_THREAD = 1

// Enough to see what went wrong, when a wait fails.
const MOST_DESCRIBED = 12

/** All of a message that does not change. */
export interface MessageOrigin {
  readonly chat: Chat
  readonly id: number
  /** Unix milliseconds. */
  readonly at: number
  /** Who stands there as the sender; nobody for a channel post. */
  readonly from: User | undefined
  /** Who really sent it: another one than `from` for an anonymous admin. */
  readonly author: { readonly id: number }
  readonly senderChat?: Chat | undefined
  readonly thread?: number | undefined
  /** Whether the thread is a forum topic. */
  readonly inTopic?: boolean
  readonly replyTo?: ChatMessage | undefined
  readonly quote?: string | undefined
  readonly media?: MessageMedia | undefined
  readonly album?: string | undefined
  /** A place or a contact, as it goes over the wire. */
  readonly extra?: JsonObject
  /** What a service message says, as it goes over the wire. */
  readonly service?: JsonObject
}

/** A message as the members of its chat see it now. */
export class ChatMessage {
  readonly origin: MessageOrigin
  readonly #versions: MessageVersion[]
  readonly #reactions = new Map<number, string>()
  #deleted = false

  constructor(origin: MessageOrigin, first: Partial<MessageVersion> = {}) {
    this.origin = origin
    this.#versions = [{ at: origin.at, text: '', entities: [], markup: NO_MARKUP, preview: undefined, ...first }]
  }

  get id(): number {
    return this.origin.id
  }

  get chat(): Chat {
    return this.origin.chat
  }

  get from(): User | undefined {
    return this.origin.from
  }

  get senderChat(): Chat | undefined {
    return this.origin.senderChat
  }

  /** The topic or reply thread it is in. */
  get thread(): number | undefined {
    return this.origin.thread
  }

  /** The id of the message that it replies to. */
  get replyTo(): number | undefined {
    return this.origin.replyTo?.id
  }

  get quote(): string | undefined {
    return this.origin.quote
  }

  /** What a service message says. */
  get service(): JsonObject | undefined {
    return this.origin.service
  }

  /** The file in it. */
  get media(): MessageMedia | undefined {
    return this.origin.media
  }

  /** The file in it, when it is a document. */
  get document(): StoredFile | undefined {
    return this.origin.media?.kind === 'document' ? this.origin.media.file : undefined
  }

  /** The file in it, when it is a photo. */
  get photo(): StoredFile | undefined {
    return this.origin.media?.kind === 'photo' ? this.origin.media.file : undefined
  }

  /** Its text, or the caption of its file. */
  get text(): string {
    return this.now.text
  }

  get entities(): readonly MessageEntity[] {
    return this.now.entities
  }

  /** The rows of its inline keyboard. */
  get keyboard(): readonly (readonly Button[])[] {
    return this.now.markup.keyboard
  }

  /** How links in it are previewed, as the bot asked for. */
  get linkPreview(): JsonObject | undefined {
    return this.now.preview
  }

  /** What it says now. */
  get now(): MessageVersion {
    const version = this.#versions.at(-1)
    if (version === undefined) throw new Error('a message without a version')
    return version
  }

  /** What it has said, oldest first. */
  get versions(): readonly MessageVersion[] {
    return this.#versions
  }

  /** How often it was edited. */
  get edits(): number {
    return this.#versions.length - 1
  }

  get deleted(): boolean {
    return this.#deleted
  }

  /** The emoji that people and bots put on it, by their id. */
  get reactions(): ReadonlyMap<number, string> {
    return this.#reactions
  }

  /** The button with this label or this data. */
  button(labelOrData: string): Button | undefined {
    const buttons = this.keyboard.flat()
    return buttons.find(({ text }) => text === labelOrData) ?? buttons.find(({ data }) => data === labelOrData)
  }

  /** Called by the platform: the message is edited. */
  revise(version: MessageVersion): void {
    this.#versions.push(version)
  }

  /** Called by the platform: the message is deleted. */
  remove(): void {
    this.#deleted = true
  }

  /** Called by the platform: somebody reacts, or takes that back. */
  react(who: number, emoji: string | undefined): void {
    if (emoji === undefined) this.#reactions.delete(who)
    else this.#reactions.set(who, emoji)
  }
}

/** A forum topic. */
export interface Topic {
  readonly thread: number
  readonly name: string
  readonly closed: boolean
  /** The service message that opened it; General has none. */
  readonly root: ChatMessage | undefined
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
    const lines = this.messages.slice(-MOST_DESCRIBED).map(({ id, from, text, keyboard }) => {
      const buttons = keyboard.flat().map(({ text: label }) => `[${label}]`)
      return `${id} ${from?.first_name ?? 'channel'}: ${[JSON.stringify(text), ...buttons].join(' ')}`
    })
    return lines.length === 0 ? 'no message' : `\n${lines.join('\n')}`
  }
}
