import type { FileReply } from '@holdline/bridge'
import type { z } from 'zod'
import {
  savedDocSchema,
  savedPhotoSchema,
  uploadedDocSchema,
  uploadedPhotoSchema,
  uploadServerSchema,
} from './answers.ts'
import type { VkApi } from './api.ts'
import { failureOf, VkFailure } from './errors.ts'
import { MAX_PHOTO_BYTES, PHOTO_TYPES, TRANSFER_TIMEOUT_MS } from './limits.ts'

/** What failures of an upload are about, in logs. */
const UPLOAD = 'upload'

const OPTIONS = { kind: 'answer' } as const

/** What is uploaded. */
type Content = Pick<FileReply, 'name' | 'content' | 'bytes' | 'media' | 'mimeType'>

/**
 * Uploads a file for a conversation: a picture as that, where VK takes it and the token may, everything else as a
 * document. Resolves with how a message names it.
 * @throws {VkFailure}
 */
export async function uploadFile(api: VkApi, peer: number, file: Content): Promise<string> {
  if (isPhoto(file)) {
    try {
      return await uploadPhoto(api, peer, file)
    } catch (error) {
      const refused = error instanceof VkFailure && REFUSALS.has(error.kind)
      if (!refused) throw error
    }
  }
  return await uploadDocument(api, peer, file)
}

/** Failures after which a document may still work. */
const REFUSALS: ReadonlySet<VkFailure['kind']> = new Set(['no_rights', 'refused', 'bad_parameter'])

function isPhoto({ bytes, media, mimeType = '' }: Content): boolean {
  return bytes !== undefined && media === 'image' && PHOTO_TYPES.has(mimeType) && bytes.length <= MAX_PHOTO_BYTES
}

async function uploadPhoto(api: VkApi, peer: number, file: Content): Promise<string> {
  const server = await api.call('photos.getMessagesUploadServer', { peer_id: peer }, uploadServerSchema, OPTIONS)
  const uploaded = await post(api, server.upload_url, 'photo', file, uploadedPhotoSchema)
  const [photo] = await api.call('photos.saveMessagesPhoto', uploaded, savedPhotoSchema, OPTIONS)
  if (photo === undefined) throw new VkFailure('refused', UPLOAD, 'the picture was not saved')
  return `photo${photo.owner_id}_${photo.id}${photo.access_key === undefined ? '' : `_${photo.access_key}`}`
}

async function uploadDocument(api: VkApi, peer: number, file: Content): Promise<string> {
  try {
    const where = { type: 'doc', peer_id: peer }
    const server = await api.call('docs.getMessagesUploadServer', where, uploadServerSchema, OPTIONS)
    const uploaded = await post(api, server.upload_url, 'file', file, uploadedDocSchema)
    const { doc } = await api.call('docs.save', { ...uploaded, title: file.name }, savedDocSchema, OPTIONS)
    return `doc${doc.owner_id}_${doc.id}`
  } catch (error) {
    // Without the right to documents the chat is not closed to us: the answer is told to be undeliverable.
    if (error instanceof VkFailure && error.kind === 'no_rights')
      throw new VkFailure('refused', error.method, `${error.message}; the community token needs the right to files`)
    throw error
  }
}

async function post<T>(
  api: VkApi,
  url: string,
  field: 'photo' | 'file',
  { name, content, bytes, mimeType = 'text/plain' }: Content,
  answer: z.ZodType<T>,
): Promise<T> {
  const form = new FormData()
  form.append(field, new File([bytes === undefined ? content : Buffer.from(bytes)], name, { type: mimeType }))
  try {
    const response = await fetch(url, { method: 'POST', body: form, signal: AbortSignal.timeout(TRANSFER_TIMEOUT_MS) })
    const read = answer.safeParse(await response.json())
    if (!read.success) throw new VkFailure('refused', UPLOAD, `the server answered ${response.status} without a file`)
    return read.data
  } catch (error) {
    throw failureOf(error, UPLOAD, api.token, false)
  }
}
