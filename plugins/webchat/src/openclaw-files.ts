import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname } from 'node:path'
import type { OpenFiles } from '@holdline/openclaw'
import type { Webchat } from './channel.ts'

/** Pictures that a browser shows by itself; everything else is saved, so that nothing in it can run here. */
const SHOWN: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
}

const SAFETY = {
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'cache-control': 'private, max-age=3600',
}

/** A file's name as the last piece of its address. */
export function fileName(name: string): string {
  const safe = name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '_').replace(/^\.+/, '')
  return safe === '' ? 'file' : encodeURIComponent(safe)
}

/** Answers `/files/<key>/<name>`: who knows the key, and the access token where one is set, may read the file. */
export async function serveFile(
  request: IncomingMessage,
  response: ServerResponse,
  webchat: Pick<Webchat, 'isAuthorized'> | undefined,
  files: OpenFiles,
): Promise<void> {
  const status = (code: number): void => void response.writeHead(code, { ...SAFETY, 'content-length': 0 }).end()
  if (webchat === undefined) return status(503)
  if (request.method !== 'GET' && request.method !== 'HEAD') return status(405)
  if (!webchat.isAuthorized(request)) return status(401)
  const [, , key = '', name = ''] = (request.url ?? '').split('?')[0]?.split('/') ?? []
  try {
    const bytes = await files.read(key)
    if (bytes === null) return status(404)
    const type = SHOWN[extname(name).toLowerCase()]
    response.writeHead(200, {
      ...SAFETY,
      'content-type': type ?? 'application/octet-stream',
      'content-length': bytes.length,
      ...(type === undefined ? { 'content-disposition': 'attachment' } : {}),
    })
    response.end(request.method === 'HEAD' ? undefined : bytes)
  } catch {
    status(500)
  }
}
