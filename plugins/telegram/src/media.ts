import type { Contact, Location, Message, PhotoSize, Venue } from '@grammyjs/types'
import type { Attachment, Json } from '@holdline/bridge'

/** What a message carries besides words: what we can pass on, what is too big, or what we have no use for. */
export type Media =
  | { readonly type: 'attachments'; readonly attachments: readonly Attachment[] }
  | { readonly type: 'too_big' }
  | { readonly type: 'unsupported' }

/** Content that people send and that says nothing to an agent. Everything else without words is a service message. */
const UNSUPPORTED = [
  'poll',
  'dice',
  'game',
  'story',
  'checklist',
  'giveaway',
  'giveaway_winners',
  'invoice',
  'paid_media',
  'rich_message',
] as const satisfies readonly (keyof Message)[]

/** The attachments of a message. Files above `maxBytes` could not be opened. */
export function mediaOf(message: Message, maxBytes: number): Media {
  const attachments = attachmentsOf(message)
  if (attachments.some(({ size }) => size !== undefined && size > maxBytes)) return { type: 'too_big' }
  if (attachments.length === 0 && UNSUPPORTED.some((kind) => message[kind] !== undefined))
    return { type: 'unsupported' }
  return { type: 'attachments', attachments }
}

function attachmentsOf(message: Message): Attachment[] {
  const { photo, animation, document, video, video_note: round, audio, voice, sticker } = message
  // For backward compatibility an animation is a document too, and a venue a location.
  if (animation !== undefined) return [fileOf('video', animation)]
  if (document !== undefined) return [fileOf('file', document)]
  if (photo !== undefined) return photoOf(photo)
  if (video !== undefined) return [fileOf('video', video)]
  if (round !== undefined) return [fileOf('video', round)]
  if (audio !== undefined) return [fileOf('audio', audio)]
  if (voice !== undefined) return [fileOf('voice', voice)]
  if (sticker !== undefined)
    return [{ ...fileOf('sticker', sticker), ...(sticker.emoji === undefined ? {} : { text: sticker.emoji }) }]
  if (message.venue !== undefined) return [placeOf(message.venue.location, message.venue)]
  if (message.location !== undefined) return [placeOf(message.location)]
  return message.contact === undefined ? [] : [contactOf(message.contact)]
}

interface FileFacts {
  readonly file_id: string
  readonly file_size?: number
  readonly file_name?: string
  readonly mime_type?: string
}

function fileOf(kind: Attachment['kind'], file: FileFacts): Attachment {
  return {
    kind,
    ref: { file: file.file_id },
    ...(file.file_name === undefined ? {} : { name: file.file_name }),
    ...(file.mime_type === undefined ? {} : { mimeType: file.mime_type }),
    ...(file.file_size === undefined ? {} : { size: file.file_size }),
  }
}

/** Of the sizes that Telegram made of a photo, the largest. */
function photoOf(sizes: readonly PhotoSize[]): Attachment[] {
  const [largest] = sizes.toSorted((a, b) => b.width * b.height - a.width * a.height)
  return largest === undefined ? [] : [{ ...fileOf('image', largest), mimeType: 'image/jpeg' }]
}

function placeOf({ latitude, longitude }: Location, venue?: Venue): Attachment {
  const place = `${latitude}, ${longitude}`
  const text = venue === undefined ? place : `${venue.title}, ${venue.address} (${place})`
  return { kind: 'location', ref: null, text }
}

function contactOf({ first_name: first, last_name: last, phone_number: phone }: Contact): Attachment {
  return { kind: 'contact', ref: null, text: [first, last, phone].filter(Boolean).join(' ') }
}

/** The file behind an attachment, read back from the store; `undefined` when there is none to open. */
export function fileIdOf(ref: Json): string | undefined {
  if (typeof ref !== 'object' || ref === null || !('file' in ref)) return undefined
  return typeof ref.file === 'string' ? ref.file : undefined
}
