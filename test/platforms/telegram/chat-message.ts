import type { MessageEntity, User } from 'grammy/types'
import type { Chat } from './chat.ts'
import type { MediaKind } from './content.ts'
import type { StoredFile } from './file-store.ts'
import type { JsonObject } from './json.ts'
import { type Button, type Markup, NO_MARKUP } from './rules-keyboard.ts'

/** A file in a message. */
export interface MessageMedia {
  readonly kind: MediaKind
  readonly file: StoredFile
  /** Of a photo, a smaller size of it. */
  readonly thumb?: StoredFile
  readonly duration?: number
  readonly emoji?: string
}

/** What a message said at one time. */
export interface MessageVersion {
  readonly at: number
  readonly text: string
  readonly entities: readonly MessageEntity[]
  readonly markup: Markup
  readonly preview: JsonObject | undefined
}

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
