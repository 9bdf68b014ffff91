import type { MessageEntity } from 'grammy/types'
import type { MediaContent, TextContent } from './content.ts'
import { findEntities } from './find-entities.ts'
import type { MessageMedia } from './message-version.ts'
import type { Platform } from './platform.ts'
import { checkBounds, type FormattedText } from './rules-text.ts'

const SAMPLE_BYTES = 64
const SAMPLE_BYTE = 7
const THUMB_BYTES = 16

/** A text that a person writes, with what Telegram finds in it. */
export function readContent(content: TextContent): FormattedText {
  const pieces = typeof content === 'string' ? [content] : content
  const marked: MessageEntity[] = []
  let text = ''
  for (const piece of pieces) {
    if (typeof piece !== 'string') {
      marked.push({ type: 'text_mention', offset: text.length, length: piece.text.length, user: piece.mention })
    }
    text += typeof piece === 'string' ? piece : piece.text
  }
  checkBounds(text, marked)
  const entities = [...marked, ...findEntities(text, marked)].sort((a, b) => a.offset - b.offset)
  return { text, entities }
}

/** A file that a person sends, once the platform has it. */
export function storeMedia(platform: Platform, content: MediaContent): MessageMedia {
  const {
    media: kind,
    bytes = new Uint8Array(SAMPLE_BYTES).fill(SAMPLE_BYTE),
    size,
    fileName,
    mimeType,
    duration,
    emoji,
  } = content
  const folder = kind === 'photo' ? 'photos' : kind === 'voice' ? 'voice' : 'documents'
  const file = platform.files.add({ folder, bytes, name: fileName, mime: mimeType, size })
  const thumb = kind === 'photo' ? platform.files.add({ folder, bytes: bytes.slice(0, THUMB_BYTES) }) : undefined
  return {
    kind,
    file,
    ...(thumb !== undefined && { thumb }),
    ...(duration !== undefined && { duration }),
    ...(emoji !== undefined && { emoji }),
  }
}
