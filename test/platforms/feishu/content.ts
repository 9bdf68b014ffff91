import type { JsonObject } from '../kit/json.ts'
import type { ChatMessage } from './chat.ts'
import type { Participant } from './identity.ts'

// What a person sends.

/** Somebody mentioned, or everybody. */
export interface Mention {
  readonly mention: Participant | 'all'
}

/** A text, or a text with mentions in it. */
export type TextContent = string | readonly (string | Mention)[]

/** A rich text: its lines. */
export interface PostContent {
  readonly post: readonly (readonly (string | Mention | MediaContent)[])[]
  readonly title: string
  /** The mentions are only in the content, and not in the list of mentions beside it. Source: facts 1.6. */
  readonly mentionsInContentOnly: boolean
}

/** A picture, a file, a voice message, a video or a sticker. */
export interface MediaContent {
  readonly media: 'image' | 'file' | 'audio' | 'media' | 'sticker'
  readonly bytes: Uint8Array
  readonly size: number | undefined
  readonly name: string | undefined
}

/** Messages forwarded as one. */
export interface MergedContent {
  readonly merged: readonly ChatMessage[]
}

/** Any other kind of message, as it goes over the wire. */
export interface RawContent {
  readonly type: string
  readonly json: JsonObject
}

/** Whatever a person can send. */
export type PersonContent = TextContent | PostContent | MediaContent | MergedContent | RawContent

interface MediaOptions {
  readonly bytes?: Uint8Array
  /** What the platform says; a big file need not really be big. */
  readonly size?: number
  readonly name?: string
}

/** Mentions somebody: `ann.sends(group, [mention(server.bot), ' hello'])`. */
export function mention(who: Participant): Mention {
  return { mention: who }
}

/** Mentions everybody. */
export function everybody(): Mention {
  return { mention: 'all' }
}

/** A rich text. */
export function post(
  lines: PostContent['post'],
  options: { readonly title?: string; readonly mentionsInContentOnly?: boolean } = {},
): PostContent {
  return { post: lines, title: options.title ?? '', mentionsInContentOnly: options.mentionsInContentOnly ?? false }
}

function media(kind: MediaContent['media'], { bytes = Buffer.from(kind), size, name }: MediaOptions): MediaContent {
  return { media: kind, bytes, size, name }
}

/** A picture. */
export function image(options: MediaOptions = {}): MediaContent {
  return media('image', options)
}

/** A file. */
export function file(options: MediaOptions = {}): MediaContent {
  return media('file', { name: 'notes.txt', ...options })
}

/** A voice message. */
export function audio(options: MediaOptions = {}): MediaContent {
  return media('audio', options)
}

/** A video. */
export function video(options: MediaOptions = {}): MediaContent {
  return media('media', { name: 'clip.mp4', ...options })
}

/** A sticker; it cannot be downloaded. */
export function sticker(): MediaContent {
  return media('sticker', {})
}

/** Messages forwarded as one. */
export function merged(...messages: readonly ChatMessage[]): MergedContent {
  return { merged: messages }
}

/** Any other kind of message, as it goes over the wire. */
export function raw(type: string, json: JsonObject): RawContent {
  return { type, json }
}
