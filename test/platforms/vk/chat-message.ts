import type { JsonObject } from '../kit/json.ts'
import type { AttachmentContent } from './content.ts'
import type { StoredFile } from './files.ts'
import type { Format } from './rules-format.ts'
import type { Button, Keyboard } from './rules-keyboard.ts'

/** A file or something else in a message; a sticker and a link have no file. */
export type Attachment = {
  readonly content: AttachmentContent['kind']
  readonly view: JsonObject
  readonly file?: StoredFile
}

/** What a message says at one time. */
export interface MessageVersion {
  /** Unix milliseconds. */
  readonly at: number
  readonly text: string
  readonly formats: readonly Format[]
  /** Only one that stands in the message. */
  readonly keyboard: Keyboard | undefined
  readonly attachments: readonly Attachment[]
  readonly replyTo: ChatMessage | undefined
  readonly forwarded: readonly ChatMessage[]
  /** Whether links are previewed. */
  readonly linkPreview: boolean
  /** Whether those whom it mentions are notified. */
  readonly notifies: boolean
}

/** All of a message that does not change. */
export interface MessageOrigin {
  /** Its number in the chat, `conversation_message_id`. */
  readonly cmid: number
  /** Its number in the message box of the community; 0 in a chat of several. */
  readonly id: number
  /** The peer id of the chat, as the community knows it that sent it, or the first. */
  readonly peerId: number
  /** Who sent it; a community is negative. */
  readonly fromId: number
  /** Unix milliseconds. */
  readonly at: number
  /** JSON that came with a text button. */
  readonly payload?: string
  /** What a service message says, as it goes over the wire. */
  readonly action?: JsonObject
  readonly randomId?: number
}

/** Facts: bots write emoji as `&#10071;`, and people read them. */
const ENTITY = /&(?:#(\d{1,6})|(lt|gt|amp|quot));/g
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' }

const MENTION = /\[(id|club|public)(\d+)\|([^\]]+)\]/g

/** A message as the members of its chat see it now. */
export class ChatMessage {
  readonly origin: MessageOrigin
  readonly #versions: MessageVersion[]
  #deleted = false

  constructor(origin: MessageOrigin, first: MessageVersion) {
    this.origin = origin
    this.#versions = [first]
  }

  /** Its number in the chat, `conversation_message_id`. */
  get cmid(): number {
    return this.origin.cmid
  }

  /** Who sent it; a community is negative. */
  get fromId(): number {
    return this.origin.fromId
  }

  /** What a service message says. */
  get action(): JsonObject | undefined {
    return this.origin.action
  }

  /** Its text as it was sent, with `[id1|Ann]` for a mention. */
  get text(): string {
    return this.now.text
  }

  /** What is bold, italic, underlined or a link in its text. */
  get formats(): readonly Format[] {
    return this.now.formats
  }

  /** Its text as people read it, with `Ann` for a mention, and `<` for `&lt;`. */
  get shown(): string {
    return this.text
      .replaceAll(MENTION, (_all, _kind, _id, name: string) => name)
      .replaceAll(ENTITY, (all, code: string | undefined, name: string) =>
        code === undefined ? (ENTITIES[name] ?? all) : String.fromCodePoint(Number(code)),
      )
  }

  /** The people and communities (negative) whom it mentions, and who are notified of it. */
  get mentions(): readonly number[] {
    if (!this.now.notifies) return []
    return [...this.text.matchAll(MENTION)].map(([, kind, id]) => (kind === 'id' ? Number(id) : -Number(id)))
  }

  /** The rows of the keyboard that stands in it. */
  get keyboard(): readonly (readonly Button[])[] {
    return this.now.keyboard?.rows ?? []
  }

  /** The `cmid` of the message that it replies to. */
  get replyTo(): number | undefined {
    return this.now.replyTo?.cmid
  }

  get attachments(): readonly Attachment[] {
    return this.now.attachments
  }

  /** The files in it. */
  get files(): readonly StoredFile[] {
    return this.attachments.flatMap(({ file }) => (file === undefined ? [] : [file]))
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

  /** The button with this label or this payload. */
  button(labelOrPayload: string): Button | undefined {
    const buttons = this.keyboard.flat()
    const byLabel = buttons.find(({ label }) => label === labelOrPayload)
    return byLabel ?? buttons.find(({ payload }) => payload === labelOrPayload)
  }

  /** Called by the platform: the message is edited. */
  revise(version: MessageVersion): void {
    this.#versions.push(version)
  }

  /** Called by the platform: the message is deleted. */
  remove(): void {
    this.#deleted = true
  }
}
