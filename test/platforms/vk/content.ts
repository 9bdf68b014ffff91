import type { Participant } from './participant.ts'

/** Something that a person attaches. */
export type AttachmentContent =
  | { readonly kind: 'photo'; readonly bytes: Uint8Array; readonly name: string; readonly mime: string }
  | { readonly kind: 'doc'; readonly bytes: Uint8Array; readonly name: string; readonly mime: string }
  | {
      readonly kind: 'audio_message'
      readonly bytes: Uint8Array
      readonly name: string
      readonly mime: string
      readonly seconds: number
    }
  | { readonly kind: 'sticker'; readonly stickerId: number }
  | { readonly kind: 'link'; readonly url: string; readonly title: string }

/** What a person sends: a text, or a text with something attached. */
export type Content = string | { readonly text?: string; readonly attachments: readonly AttachmentContent[] }

const SOME_BYTES = new TextEncoder().encode('bytes')

/** A photo. */
export function photo({ bytes = SOME_BYTES }: { readonly bytes?: Uint8Array } = {}): AttachmentContent {
  return { kind: 'photo', bytes, name: 'photo.jpg', mime: 'image/jpeg' }
}

/** A file. */
export function document(
  options: { readonly bytes?: Uint8Array; readonly name?: string; readonly mime?: string } = {},
): AttachmentContent {
  const { bytes = SOME_BYTES, name = 'notes.txt', mime = 'text/plain' } = options
  return { kind: 'doc', bytes, name, mime }
}

/** A voice message. */
export function voice(options: { readonly bytes?: Uint8Array; readonly seconds?: number } = {}): AttachmentContent {
  const { bytes = SOME_BYTES, seconds = 3 } = options
  return { kind: 'audio_message', bytes, name: 'voice.ogg', mime: 'audio/ogg', seconds }
}

/** A sticker. */
export function sticker(stickerId = 9_046): AttachmentContent {
  return { kind: 'sticker', stickerId }
}

/** A link with a preview. */
export function link(url: string, title = url): AttachmentContent {
  return { kind: 'link', url, title }
}

/** How a mention of somebody stands in a text; a community has a negative id. */
export function mention({ ownerId }: Participant, shown: string): string {
  return `[${ownerId < 0 ? 'club' : 'id'}${Math.abs(ownerId)}|${shown}]`
}
