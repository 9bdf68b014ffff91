import type { Readable } from 'node:stream'
import type { Json } from '@holdline/bridge'
import type { FeishuApi } from './api.ts'
import { resourceOf } from './content.ts'
import { FeishuFailure, failureOf } from './errors.ts'

/** Downloads what a person sent. @throws {FeishuFailure} */
export async function openFile(api: FeishuApi, ref: Json, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  const at = resourceOf(ref)
  if (at === undefined) throw new FeishuFailure('refused', 'download: this attachment has no file')
  const stream = await api.transfer('download', async (client) => {
    const resource = await client.im.v1.messageResource.get({
      path: { message_id: at.message, file_key: at.key },
      params: { type: at.resource },
    })
    return resource.getReadableStream()
  })
  try {
    return await collect(stream, maxBytes, signal)
  } catch (error) {
    throw failureOf(error, 'download', [], signal.aborted)
  } finally {
    stream.destroy()
  }
}

async function collect(stream: Readable, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  const stop = () => void stream.destroy(new Error('stopped'))
  signal.addEventListener('abort', stop)
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of stream) {
      if (!Buffer.isBuffer(chunk)) continue
      size += chunk.length
      if (size > maxBytes) throw new FeishuFailure('too_long', `it has more than ${maxBytes} bytes`)
      chunks.push(chunk)
    }
  } finally {
    signal.removeEventListener('abort', stop)
  }
  return Buffer.concat(chunks)
}
