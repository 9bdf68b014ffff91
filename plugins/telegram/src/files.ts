import http from 'node:http'
import https from 'node:https'
import type { Json } from '@holdline/bridge'
import type { TelegramApi } from './api.ts'
import { TelegramFailure } from './errors.ts'
import { UPLOAD_TIMEOUT_MS } from './limits.ts'
import { fileIdOf } from './media.ts'
import { redact } from './redact.ts'

/**
 * Downloads what a person sent. The address of a file has the bot's token in it, so it never leaves this function, not
 * even in an error.
 *
 * @throws {TelegramFailure}
 */
export async function openFile(
  api: TelegramApi,
  ref: Json,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const id = fileIdOf(ref)
  if (id === undefined) throw new TelegramFailure('refused', 'getFile', 'this attachment has no file')
  const { file_path: path } = await api.run('getFile', (raw, shim) => raw.getFile({ file_id: id }, shim), { signal })
  if (path === undefined) throw new TelegramFailure('refused', 'getFile', 'the file cannot be downloaded')
  try {
    return await download(new URL(`${api.apiRoot}/file/bot${api.token}/${path}`), api, maxBytes, signal)
  } catch (error) {
    if (error instanceof TelegramFailure) throw error
    const why = redact(error instanceof Error ? error.message : String(error), api.token)
    throw new TelegramFailure(signal.aborted ? 'stopped' : 'lost', 'download', why)
  }
}

async function download(url: URL, { agent }: TelegramApi, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(UPLOAD_TIMEOUT_MS)])
  const { get } = url.protocol === 'https:' ? https : http
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>()
  get(url, { signal: limited, agent }, resolve).on('error', reject)
  const response = await promise
  if (response.statusCode !== 200) {
    response.destroy()
    throw new TelegramFailure('refused', 'download', `the server answered ${response.statusCode}`)
  }
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response) {
    if (!Buffer.isBuffer(chunk)) continue
    size += chunk.length
    if (size > maxBytes) throw new TelegramFailure('file_too_big', 'download', `it has more than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
