import { type IncomingHttpHeaders, STATUS_CODES } from 'node:http'
import { type AccessRules, hostAllowed, isToken, loginCookie, originAllowed, tokenAllowed } from './access.ts'
import { acceptedLanguage } from './locale-tag.ts'
import { LOGIN_CSP, loginPage } from './login-page.ts'
import type { PageFile } from './page-files.ts'
import { SOCKET_PATH } from './protocol.ts'
import type { ServerTexts } from './texts.ts'

/** What the site looks at in a request. */
export interface SiteRequest {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** It came over TLS. */
  readonly secure: boolean
}

/** A complete HTTP answer. */
export interface SiteAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | string
}

/** What the site is made of. */
export interface SiteParts {
  readonly access: AccessRules
  /** By path, `/` for the index. */
  readonly page: ReadonlyMap<string, PageFile>
  readonly texts: ServerTexts
  /** The language for a browser that names none. */
  readonly locale: string
}

const LOGIN_PATH = '/login'

const PAGE_CSP = [
  "default-src 'self'",
  "connect-src 'self' ws: wss:",
  "img-src 'self' data:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

const SAFETY = {
  'content-security-policy': PAGE_CSP,
  'x-content-type-options': 'nosniff',
  // Not `no-referrer`: with it a browser sends the token form with `Origin: null`, which is a foreign one.
  'referrer-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

const FOR_EVER = 'private, max-age=31536000, immutable'

/** The HTTP side: the page, and the form that asks for the token where one is set. Values in, values out. */
export class Site {
  readonly #parts: SiteParts

  constructor(parts: SiteParts) {
    this.#parts = parts
  }

  /** Whether a path belongs to the page. */
  owns(path: string): boolean {
    const { access, page } = this.#parts
    if (path === '/' || path === SOCKET_PATH || page.has(path)) return true
    return path === LOGIN_PATH && access.token !== undefined
  }

  /** Answers a request for a path it {@link owns}. `form` reads the body of the token form. */
  async answer(request: SiteRequest, form: () => Promise<URLSearchParams>): Promise<SiteAnswer> {
    const { access } = this.#parts
    if (!hostAllowed(access, request.headers)) return plain(403)
    if (request.path === SOCKET_PATH) return plain(426, { upgrade: 'websocket', connection: 'upgrade' })
    if (request.path === LOGIN_PATH) return this.#login(request, form)
    if (request.method !== 'GET' && request.method !== 'HEAD') return plain(405, { allow: 'GET, HEAD' })
    if (!tokenAllowed(access, request.headers)) return request.path === '/' ? this.#ask(request, false) : plain(401)
    return this.#file(request)
  }

  #file({ path, headers }: SiteRequest): SiteAnswer {
    const file = this.#parts.page.get(path)
    if (file === undefined) return plain(503)
    const { etag, type, hashed, body } = file
    const cache = { etag, 'cache-control': hashed ? FOR_EVER : 'no-cache' }
    if (headers['if-none-match'] === etag) return { status: 304, headers: { ...SAFETY, ...cache }, body: '' }
    return { status: 200, headers: { ...SAFETY, ...cache, 'content-type': type }, body }
  }

  async #login(request: SiteRequest, form: () => Promise<URLSearchParams>): Promise<SiteAnswer> {
    const { access } = this.#parts
    if (request.method === 'GET' || request.method === 'HEAD') return redirectHome({})
    if (request.method !== 'POST') return plain(405, { allow: 'GET, HEAD, POST' })
    if (!originAllowed(access, request.headers)) return plain(403)
    const token = (await form()).get('token') ?? ''
    if (access.token === undefined || !isToken(access, token)) return this.#ask(request, true)
    return redirectHome({ 'set-cookie': loginCookie(access.token, request.secure) })
  }

  #ask({ headers }: SiteRequest, wrong: boolean): SiteAnswer {
    const locale = acceptedLanguage(headers['accept-language']) ?? this.#parts.locale
    return {
      status: 401,
      headers: {
        ...SAFETY,
        'content-security-policy': LOGIN_CSP,
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'www-authenticate': 'Bearer realm="holdline"',
      },
      body: loginPage(this.#parts.texts, locale, wrong),
    }
  }
}

/** An answer for programs. */
export function plain(status: number, headers: Readonly<Record<string, string>> = {}): SiteAnswer {
  return {
    status,
    headers: { ...SAFETY, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', ...headers },
    body: `${STATUS_CODES[status]}\n`,
  }
}

function redirectHome(headers: Readonly<Record<string, string>>): SiteAnswer {
  return { status: 303, headers: { ...SAFETY, location: './', 'cache-control': 'no-store', ...headers }, body: '' }
}
