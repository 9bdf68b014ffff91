import type { Attachment } from '@holdline/bridge'
import type { EventMention } from './events.ts'

/** What a message carries, before mentions are read. */
export interface MessageContent {
  /** With `@_user_1` and the like in it. */
  readonly text: string
  readonly attachments: readonly Attachment[]
  /** People who are mentioned only in the content, as rich text has it. */
  readonly mentions: readonly EventMention[]
  /** `forwarded`: its words have to be asked for. `unsupported`: it says nothing to an agent. `system`: not for anybody. */
  readonly nature: 'plain' | 'forwarded' | 'unsupported' | 'system'
}

type Fields = Readonly<Record<string, unknown>>

const EMPTY: MessageContent = { text: '', attachments: [], mentions: [], nature: 'plain' }

/** Reads what a message of any type says. `content` is the JSON of the event. */
export function readContent(type: string, content: string, message: string): MessageContent {
  const fields = fieldsOf(content)
  const attached = (attachment: Attachment, text = ''): MessageContent => ({
    ...EMPTY,
    text,
    attachments: [attachment],
  })
  const file = (kind: Attachment['kind'], resource: 'image' | 'file', key: unknown): Attachment => ({
    kind,
    ref: typeof key === 'string' ? { message, key, resource } : null,
    ...(typeof fields.file_name === 'string' ? { name: fields.file_name } : {}),
  })
  switch (type) {
    case 'text':
      return { ...EMPTY, text: textOf(fields.text) }
    case 'post':
      return readPost(fields, message)
    case 'image':
      return attached(file('image', 'image', fields.image_key))
    case 'file':
    case 'folder':
      return type === 'folder' ? { ...EMPTY, nature: 'unsupported' } : attached(file('file', 'file', fields.file_key))
    case 'audio':
      return attached(file('voice', 'file', fields.file_key))
    case 'media':
      return attached(file('video', 'file', fields.file_key))
    case 'sticker':
      // Stickers cannot be downloaded. [docs, message resource get]
      return attached({ kind: 'sticker', ref: null })
    case 'location':
      return attached({ kind: 'location', ref: null, text: placeOf(fields) })
    case 'merge_forward':
      return { ...EMPTY, nature: 'forwarded' }
    case 'interactive':
      return { ...EMPTY, text: wordsIn(fields).join('\n') }
    case 'system':
      return { ...EMPTY, nature: 'system' }
    default:
      return { ...EMPTY, nature: 'unsupported' }
  }
}

/** Rich text: lines of pieces, in one language, or in several of which the first is as good as any. */
function readPost(fields: Fields, message: string): MessageContent {
  const post = Array.isArray(fields.content) ? fields : (Object.values(fields).find(isFields) ?? {})
  const attachments: Attachment[] = []
  const mentions: EventMention[] = []
  const lines = listOf(post.content).map((line) =>
    listOf(line)
      .filter(isFields)
      .map((piece) => pieceText(piece))
      .join(''),
  )
  const title = textOf(post.title)
  return {
    text: (title === '' ? lines : [title, ...lines]).join('\n'),
    attachments,
    mentions,
    nature: 'plain',
  }

  function pieceText(piece: Fields): string {
    switch (piece.tag) {
      case 'at':
        return mentionText(piece)
      case 'img':
        attachments.push({ kind: 'image', ref: { message, key: textOf(piece.image_key), resource: 'image' } })
        return ''
      case 'media':
        attachments.push({ kind: 'video', ref: { message, key: textOf(piece.file_key), resource: 'file' } })
        return ''
      case 'a':
        return linkText(textOf(piece.text), textOf(piece.href))
      case 'code_block':
        return `\`\`\`${textOf(piece.language).toLowerCase()}\n${textOf(piece.text)}\n\`\`\``
      case 'emotion':
        return `:${textOf(piece.emoji_type)}:`
      case 'hr':
        return '———'
      default:
        return textOf(piece.text)
    }
  }

  /** `user_id` is what stands for the person, or their id. */
  function mentionText(piece: Fields): string {
    const id = textOf(piece.user_id)
    const name = textOf(piece.user_name)
    if (id === 'all' || id === '@_all') return '@_all'
    const key = id.startsWith('@_') ? id : `@<${id}>`
    mentions.push({ key, ...(id.startsWith('@_') ? {} : { id: { open_id: id } }), ...(name === '' ? {} : { name }) })
    return key
  }
}

function linkText(text: string, href: string): string {
  if (href === '' || text === href) return text
  return text === '' ? href : `${text} (${href})`
}

function placeOf({ name, latitude, longitude }: Fields): string {
  const place = `${latitude}, ${longitude}`
  return typeof name === 'string' && name !== '' ? `${name} (${place})` : place
}

/** The words of a card, wherever they stand in it. */
function wordsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(wordsIn)
  if (!isFields(value)) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'string' && ['text', 'content', 'title'].includes(key)
      ? inner.trim() === ''
        ? []
        : [inner]
      : wordsIn(inner),
  )
}

/** The file behind an attachment, read back from the store; `undefined` when there is none to open. */
export function resourceOf(ref: unknown): { message: string; key: string; resource: 'image' | 'file' } | undefined {
  if (!isFields(ref)) return undefined
  const { message, key, resource } = ref
  if (typeof message !== 'string' || typeof key !== 'string' || key === '') return undefined
  return resource === 'image' || resource === 'file' ? { message, key, resource } : undefined
}

function fieldsOf(content: string): Fields {
  try {
    const value: unknown = JSON.parse(content)
    return isFields(value) ? value : {}
  } catch {
    return {}
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
