import type { User } from 'grammy/types'

/** A name in a text that leads to a person without a username (`text_mention`). */
export interface Mention {
  readonly mention: User
  readonly text: string
}

/** A text, in pieces where somebody is mentioned by name. */
export type TextContent = string | readonly (string | Mention)[]

/** The kinds of files that a message can be. */
export type MediaKind = 'photo' | 'document' | 'voice' | 'audio' | 'video' | 'video_note' | 'animation' | 'sticker'

/** What of a file can be said. */
export interface MediaOptions {
  readonly caption?: TextContent
  /** Default: some bytes. */
  readonly bytes?: Uint8Array
  /** What the platform says its size is, for files too big to make. */
  readonly size?: number
  readonly fileName?: string
  readonly mimeType?: string
  /** Seconds, for what can be played. */
  readonly duration?: number
  /** Of a sticker. */
  readonly emoji?: string
}

/** A file that a person sends. */
export interface MediaContent extends MediaOptions {
  readonly media: MediaKind
}

/** Several photos, videos or files that belong together: each becomes a message of its own. */
export interface AlbumContent {
  readonly album: readonly MediaContent[]
}

/** A place. */
export interface LocationContent {
  readonly location: { readonly latitude: number; readonly longitude: number }
}

/** Somebody's telephone number. */
export interface ContactContent {
  readonly contact: {
    readonly phone_number: string
    readonly first_name: string
    readonly last_name?: string
    readonly user_id?: number
  }
}

/** What makes one message. */
export type SingleContent = TextContent | MediaContent | LocationContent | ContactContent

/** Mentions somebody by name. */
export function mention(who: { readonly user: User }, text: string = who.user.first_name): Mention {
  return { mention: who.user, text }
}

function media(kind: MediaKind, mimeType: string, fileName?: string) {
  return (options: MediaOptions = {}): MediaContent => ({
    media: kind,
    mimeType,
    ...(fileName !== undefined && { fileName }),
    ...options,
  })
}

/** A photo. */
export const photo = media('photo', 'image/jpeg')
/** A file of any kind. */
export const document = media('document', 'text/plain', 'notes.txt')
/** A voice message. */
export const voice = media('voice', 'audio/ogg')
/** A piece of music. */
export const audio = media('audio', 'audio/mpeg', 'song.mp3')
/** A film. */
export const video = media('video', 'video/mp4', 'film.mp4')
/** A sticker. */
export const sticker = media('sticker', 'image/webp')

/** Several files in one go. */
export function album(...items: readonly MediaContent[]): AlbumContent {
  return { album: items }
}

/** A place. */
export function location(latitude: number, longitude: number): LocationContent {
  return { location: { latitude, longitude } }
}

/** A contact. */
export function contact(firstName: string, phoneNumber: string): ContactContent {
  return { contact: { first_name: firstName, phone_number: phoneNumber } }
}
