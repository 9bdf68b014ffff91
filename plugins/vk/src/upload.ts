import { savedDocSchema, uploadedSchema, uploadServerSchema } from './answers.ts'
import type { VkApi } from './api.ts'
import { failureOf, VkFailure } from './errors.ts'
import { DOWNLOAD_TIMEOUT_MS } from './limits.ts'

/** What failures of an upload are about, in logs. */
const UPLOAD = 'upload'

/**
 * Uploads a text as a document for a conversation. Resolves with how a message names it.
 * @throws {VkFailure}
 */
export async function uploadText(api: VkApi, peer: number, name: string, content: string): Promise<string> {
  try {
    const where = { type: 'doc', peer_id: peer }
    const server = await api.call('docs.getMessagesUploadServer', where, uploadServerSchema, { kind: 'answer' })
    const file = await post(api, server.upload_url, name, content)
    const { doc } = await api.call('docs.save', { file, title: name }, savedDocSchema, { kind: 'answer' })
    return `doc${doc.owner_id}_${doc.id}`
  } catch (error) {
    // Without the right to documents the chat is not closed to us: the answer is told to be undeliverable.
    if (error instanceof VkFailure && error.kind === 'no_rights')
      throw new VkFailure('refused', error.method, `${error.message}; the community token needs the right to files`)
    throw error
  }
}

async function post(api: VkApi, url: string, name: string, content: string): Promise<string> {
  const form = new FormData()
  form.append('file', new File([content], name, { type: 'text/plain' }))
  try {
    const response = await fetch(url, { method: 'POST', body: form, signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS) })
    const answer = uploadedSchema.safeParse(await response.json())
    if (!answer.success) throw new VkFailure('refused', UPLOAD, `the server answered ${response.status} without a file`)
    return answer.data.file
  } catch (error) {
    throw failureOf(error, UPLOAD, api.token, false)
  }
}
