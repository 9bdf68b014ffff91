import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from '@holdline/bridge'
import { MAX_LOGIN_BYTES } from './limits.ts'
import { plain, type Site, type SiteAnswer } from './site.ts'

/** Answers a request from the site, if its path is the site's. False: not ours, nothing was done. */
export function answerOverHttp(
  site: Site,
  request: IncomingMessage,
  response: ServerResponse,
  logger: Logger,
): boolean {
  const path = request.url?.split('?')[0] ?? ''
  if (!site.owns(path)) return false
  const { method = 'GET', headers, socket } = request
  const secure = 'encrypted' in socket
  site
    .answer({ method, path, headers, secure }, () => readForm(request))
    .catch((error: unknown): SiteAnswer => {
      if (error instanceof BodyTooLarge) return plain(413, { connection: 'close' })
      logger.warn({ error }, 'webchat: a request could not be answered')
      return plain(500)
    })
    .then(({ status, headers, body }) => {
      response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers })
      response.end(method === 'HEAD' ? undefined : body)
    })
  return true
}

class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge'
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let body = ''
  for await (const chunk of request.setEncoding('utf8')) {
    body += chunk
    if (body.length > MAX_LOGIN_BYTES) throw new BodyTooLarge()
  }
  return new URLSearchParams(body)
}
