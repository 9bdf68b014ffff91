import type { JsonObject } from '../kit/json.ts'
import type { ChatMessage } from './chat.ts'
import type { MediaContent, Mention, PersonContent, PostContent, TextContent } from './content.ts'
import type { FileStore, StoredFile } from './files.ts'
import type { Participant } from './identity.ts'
import type { Content } from './rules-content.ts'

/** What a person's words become on the platform. */
export interface Composed {
  readonly content: Content
  readonly mentioned: readonly Participant[]
  readonly mentionsAll: boolean
  readonly merged: readonly ChatMessage[]
  readonly mentionsInContentOnly: boolean
}

const MERGED_TEXT = 'Merged and Forwarded Message'
const DURATION_MS = 2_000

/** Gives each person who is mentioned a placeholder, in the order of their first mention. */
class Placeholders {
  readonly people: Participant[] = []
  all = false

  key({ mention }: Mention): string {
    if (mention === 'all') {
      this.all = true
      return '@_all'
    }
    if (!this.people.includes(mention)) this.people.push(mention)
    return `@_user_${this.people.indexOf(mention) + 1}`
  }
}

function shown({ mention }: Mention): string {
  return mention === 'all' ? '@All' : `@${mention.name}`
}

function content(type: string, json: JsonObject, text: string, resources: readonly string[] = []): Content {
  return { type, json, card: undefined, resources, mentions: [], notes: [], text: () => text }
}

function store(files: FileStore, { media, bytes, size, name }: MediaContent): StoredFile {
  return files.add({ kind: media === 'image' ? 'image' : 'file', bytes, size, name, owner: undefined })
}

function composeText(parts: TextContent, places: Placeholders): Content {
  const list = typeof parts === 'string' ? [parts] : parts
  const text = list.map((part) => (typeof part === 'string' ? part : places.key(part))).join('')
  const read = list.map((part) => (typeof part === 'string' ? part : shown(part))).join('')
  return content('text', { text }, read)
}

function composePost({ post, title }: PostContent, places: Placeholders, files: FileStore): Content {
  const resources: string[] = []
  const element = (part: string | Mention | MediaContent): JsonObject => {
    if (typeof part === 'string') return { tag: 'text', text: part, style: [] }
    if ('media' in part) {
      const { key } = store(files, part)
      resources.push(key)
      return part.media === 'image' ? { tag: 'img', image_key: key } : { tag: 'media', file_key: key }
    }
    const id = places.key(part)
    return { tag: 'at', user_id: id, user_name: part.mention === 'all' ? 'all' : part.mention.name, style: [] }
  }
  const lines = post.map((line) => line.map(element))
  const words = post.map((line) =>
    line.map((part) => (typeof part === 'string' ? part : 'media' in part ? `[${part.media}]` : shown(part))).join(''),
  )
  const text = (title === '' ? words : [title, ...words]).join('\n')
  return content('post', { title, content: lines }, text, resources)
}

function composeMedia(part: MediaContent, files: FileStore): Content {
  const { key } = store(files, part)
  const { media, name } = part
  const text = `[${media}]`
  if (media === 'image') return content(media, { image_key: key }, text, [key])
  if (media === 'file') return content(media, { file_key: key, file_name: name ?? 'file' }, text, [key])
  if (media === 'audio') return content(media, { file_key: key, duration: DURATION_MS }, text, [key])
  if (media === 'sticker') return content(media, { file_key: key }, text)
  const cover = files.add({ kind: 'image', bytes: Buffer.from('cover'), name: undefined, owner: undefined })
  const json = { file_key: key, image_key: cover.key, file_name: name ?? 'video', duration: DURATION_MS }
  return content(media, json, text, [key, cover.key])
}

function composeAny(given: PersonContent, places: Placeholders, files: FileStore): Content {
  if (typeof given === 'string' || Array.isArray(given)) return composeText(given, places)
  if ('post' in given) return composePost(given, places, files)
  if ('media' in given) return composeMedia(given, files)
  if ('merged' in given) return content('merge_forward', { content: MERGED_TEXT }, `[${MERGED_TEXT}]`)
  if ('type' in given) return content(given.type, given.json, `[${given.type}]`)
  throw new Error('what a person sends is none of the things in content.ts')
}

/** Puts what a person sends the way the platform does. */
export function compose(given: PersonContent, files: FileStore): Composed {
  const places = new Placeholders()
  const composed = composeAny(given, places, files)
  const merged = typeof given === 'object' && 'merged' in given ? given.merged : []
  const mentionsInContentOnly = typeof given === 'object' && 'post' in given && given.mentionsInContentOnly
  return { content: composed, mentioned: places.people, mentionsAll: places.all, merged, mentionsInContentOnly }
}
