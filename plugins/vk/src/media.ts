import type { Attachment, Json } from '@holdline/bridge'
import { z } from 'zod'
import type { VkAttachment, VkMessage } from './events.ts'
import { DEEPEST_FORWARD } from './limits.ts'

/** What a message carries besides words: what we can pass on, what is too big, or what we have no use for. */
export type Media =
  | { readonly type: 'attachments'; readonly attachments: readonly Attachment[] }
  | { readonly type: 'too_big' }
  | { readonly type: 'unsupported' }

/** VK's files are fetched from addresses of their own, which need no token. */
const url = z.url({ protocol: /^https?$/ })

const picture = z.object({ url, width: z.number().default(0), height: z.number().default(0) })

const photo = z.object({ sizes: z.array(picture).default([]), orig_photo: picture.optional() })

const doc = z.object({
  title: z.string().default(''),
  ext: z.string().default(''),
  size: z.number().optional(),
  url,
})

const voice = z.object({ link_ogg: url.optional(), link_mp3: url.optional(), transcript: z.string().optional() })

const sticker = z.object({ images: z.array(picture).default([]), sticker_id: z.number().optional() })

const audio = z.object({
  artist: z.string().default(''),
  title: z.string().default(''),
  url: url.optional().catch(undefined),
})

const video = z.object({
  title: z.string().default(''),
  description: z.string().default(''),
  owner_id: z.number(),
  id: z.number(),
})

const link = z.object({ url: z.string(), title: z.string().default(''), description: z.string().default('') })

const wall = z.object({
  id: z.number(),
  from_id: z.number().optional(),
  to_id: z.number().optional(),
  owner_id: z.number().optional(),
  text: z.string().default(''),
  attachments: z.array(z.looseObject({ type: z.string() })).catch([]),
})

const poll = z.object({
  question: z.string(),
  answers: z.array(z.object({ text: z.string() })).default([]),
})

/** The attachments of a message, of what it forwards and of what it replies to. Files above `maxBytes` are not opened. */
export function mediaOf(message: VkMessage, maxBytes: number): Media {
  const own = ownAttachments(message)
  const attachments = [...own, ...nested(message).flatMap(ownAttachments)]
  if (own.some(({ size }) => size !== undefined && size > maxBytes)) return { type: 'too_big' }
  const says = message.text.trim() !== '' || nested(message).length > 0
  if (!says && attachments.length === 0 && message.attachments.length > 0) return { type: 'unsupported' }
  return {
    type: 'attachments',
    attachments: attachments.filter(({ size }) => size === undefined || size <= maxBytes),
  }
}

/** The messages in a message, outermost first: what it replies to, then what it forwards. */
export function nested({ reply_message: reply, fwd_messages: forwards }: VkMessage, depth = 1): VkMessage[] {
  if (depth > DEEPEST_FORWARD) return []
  const inside = [...(reply === undefined ? [] : [reply]), ...forwards]
  return inside.flatMap((message) => [message, ...nested({ ...message, reply_message: undefined }, depth + 1)])
}

function ownAttachments({ attachments, geo }: VkMessage): Attachment[] {
  const { latitude, longitude } = geo?.coordinates ?? {}
  const place = latitude === undefined ? geo?.place?.title : `${latitude}, ${longitude}`
  return [
    ...attachments.flatMap(attachmentOf),
    ...(place === undefined ? [] : [{ kind: 'location', ref: null, text: place } satisfies Attachment]),
  ]
}

/** One attachment; nothing for what says nothing to an agent, or has another form than known. */
function attachmentOf(attachment: VkAttachment): Attachment[] {
  const read = <T>(schema: z.ZodType<T>, use: (value: T) => Attachment[]): Attachment[] => {
    const parsed = schema.safeParse(attachment[attachment.type])
    return parsed.success ? use(parsed.data) : []
  }
  switch (attachment.type) {
    case 'photo':
      return read(photo, ({ sizes, orig_photo: original }) => pictureOf(original === undefined ? sizes : [original]))
    case 'graffiti':
      return read(picture, (one) => pictureOf([one]))
    case 'doc':
      return read(doc, documentOf)
    case 'audio_message':
      return read(voice, voiceOf)
    case 'sticker':
      return read(sticker, stickerOf)
    case 'audio':
      return read(audio, ({ artist, title }) => [
        { kind: 'audio', ref: null, text: [artist, title].filter((part) => part !== '').join(' – ') },
      ])
    case 'video':
      return read(video, (one) => [
        {
          kind: 'video',
          ref: null,
          text: joined(one.title, one.description, `https://vk.com/video${one.owner_id}_${one.id}`),
        },
      ])
    case 'link':
      return read(link, (one) => [
        { kind: 'file', ref: null, name: 'link', text: joined(one.title, one.description, one.url) },
      ])
    case 'wall':
      return read(wall, wallOf)
    case 'poll':
      return read(poll, ({ question, answers }) => [
        { kind: 'file', ref: null, name: 'poll', text: joined(question, ...answers.map(({ text }) => `- ${text}`)) },
      ])
    default:
      return []
  }
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part.trim() !== '').join('\n')
}

/** Of the sizes that VK made of a picture, the largest. */
function pictureOf(sizes: readonly z.output<typeof picture>[]): Attachment[] {
  const [largest] = sizes.toSorted((a, b) => b.width * b.height - a.width * a.height)
  return largest === undefined ? [] : [{ kind: 'image', ref: { url: largest.url }, mimeType: 'image/jpeg' }]
}

function documentOf({ title, ext, size, url: address }: z.output<typeof doc>): Attachment[] {
  const name = title === '' ? (ext === '' ? undefined : `document.${ext}`) : title
  return [
    {
      kind: 'file',
      ref: { url: address },
      ...(name === undefined ? {} : { name }),
      ...(size === undefined ? {} : { size }),
    },
  ]
}

function voiceOf({ link_ogg: ogg, link_mp3: mp3, transcript }: z.output<typeof voice>): Attachment[] {
  const address = ogg ?? mp3
  if (address === undefined && transcript === undefined) return []
  return [
    {
      kind: 'voice',
      ref: address === undefined ? null : { url: address },
      mimeType: ogg === undefined ? 'audio/mpeg' : 'audio/ogg',
      ...(transcript === undefined || transcript === '' ? {} : { text: transcript }),
    },
  ]
}

function stickerOf({ images }: z.output<typeof sticker>): Attachment[] {
  const [largest] = images.toSorted((a, b) => b.width * b.height - a.width * a.height)
  return [{ kind: 'sticker', ref: largest === undefined ? null : { url: largest.url }, mimeType: 'image/png' }]
}

/** A post that was passed on: its words, its address, and what is in it. */
function wallOf(post: z.output<typeof wall>): Attachment[] {
  const owner = post.owner_id ?? post.to_id ?? post.from_id
  const address = owner === undefined ? '' : `https://vk.com/wall${owner}_${post.id}`
  return [
    { kind: 'file', ref: null, name: 'post', text: joined(post.text, address) },
    ...post.attachments.filter(({ type }) => type !== 'wall').flatMap(attachmentOf),
  ]
}

/** The address of the file behind an attachment, read back from the store; `undefined` when there is none to open. */
export function fileUrlOf(ref: Json): string | undefined {
  if (typeof ref !== 'object' || ref === null || !('url' in ref)) return undefined
  return typeof ref.url === 'string' ? ref.url : undefined
}
