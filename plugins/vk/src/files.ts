import type { Json } from '@holdline/bridge'
import { failureOf, VkFailure } from './errors.ts'
import { TRANSFER_TIMEOUT_MS } from './limits.ts'
import { fileUrlOf } from './media.ts'

const METHOD = 'download'

/**
 * Downloads what a person sent, from where VK keeps it. Such addresses need no token, and lapse after a while.
 * @throws {VkFailure}
 */
export async function openFile(ref: Json, maxBytes: number, token: string, signal: AbortSignal): Promise<Uint8Array> {
  const url = fileUrlOf(ref)
  if (url === undefined) throw new VkFailure('refused', METHOD, 'this attachment has no file')
  try {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(TRANSFER_TIMEOUT_MS)])
    const response = await fetch(url, { signal: limited })
    if (!response.ok || response.body === null)
      throw new VkFailure('refused', METHOD, `the server answered ${response.status}`)
    return await read(response.body, maxBytes)
  } catch (error) {
    throw failureOf(error, METHOD, token, signal.aborted)
  }
}

async function read(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > maxBytes) throw new VkFailure('refused', METHOD, `the file has more than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
