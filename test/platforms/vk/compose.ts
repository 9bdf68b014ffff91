import type { JsonObject } from '../kit/json.ts'
import type { Attachment } from './chat-message.ts'
import type { AttachmentContent } from './content.ts'
import { pathOf, type StoredFile } from './files.ts'
import type { Platform } from './platform.ts'

// Nobody looks at a sticker here; that it can be fetched is what counts.
const PICTURE = new TextEncoder().encode('png')

/** An attachment as it goes over the wire. Source: schema, messages_message_attachment and what it refers to. */
export function fileView(file: StoredFile, baseUrl: string, seconds = 0): JsonObject {
  const { kind, id, ownerId, accessKey, name, bytes } = file
  const url = `${baseUrl}/files/${pathOf(file)}`
  const base = { id, owner_id: ownerId, access_key: accessKey }
  if (kind === 'photo') {
    const sizes = [
      { type: 's', width: 75, height: 75, url: `${url}?size=75x75` },
      { type: 'w', width: 1600, height: 1200, url },
    ]
    return { type: 'photo', photo: { ...base, album_id: -15, date: 0, text: '', sizes } }
  }
  if (kind === 'audio_message') {
    const links = { link_ogg: url, link_mp3: url }
    return { type: 'audio_message', audio_message: { ...base, duration: seconds, waveform: [], ...links } }
  }
  const ext = /\.(\w+)$/.exec(name)?.[1] ?? ''
  return { type: 'doc', doc: { ...base, title: name, size: bytes.length, ext, date: 0, type: 1, url } }
}

/** Attaches what a person sends. */
export function attach({ files, baseUrl }: Platform, ownerId: number, content: AttachmentContent): Attachment {
  if (content.kind === 'sticker') {
    const { stickerId } = content
    const file = files.add({ kind: 'photo', ownerId, bytes: PICTURE, name: `${stickerId}.png`, mime: 'image/png' })
    const images = [{ url: `${baseUrl()}/files/${pathOf(file)}`, width: 128, height: 128 }]
    const sticker = { sticker_id: stickerId, product_id: 279, images, images_with_background: images }
    return { content: 'sticker', view: { type: 'sticker', sticker } }
  }
  if (content.kind === 'link') {
    const { url, title } = content
    return { content: 'link', view: { type: 'link', link: { url, title, caption: '', description: '' } } }
  }
  const { kind, bytes, name, mime } = content
  const file = files.add({ kind, ownerId, bytes, name, mime })
  const view = fileView(file, baseUrl(), content.kind === 'audio_message' ? content.seconds : 0)
  return { content: kind, view, file }
}
