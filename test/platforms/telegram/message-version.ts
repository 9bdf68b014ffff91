import type { MessageEntity } from 'grammy/types'
import type { JsonObject } from '../kit/json.ts'
import type { MediaKind } from './content.ts'
import type { StoredFile } from './file-store.ts'
import type { Markup } from './rules-keyboard.ts'

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
