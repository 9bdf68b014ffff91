import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { LOGIN_SECONDS } from './limits.ts'
import { TOKEN_SUBPROTOCOL_PREFIX } from './protocol.ts'

/** Who may come in. */
export interface AccessRules {
  /** The access token; absent: none is needed. */
  readonly token?: string
  /** Origins that may connect besides the own one, as `scheme://host[:port]`. */
  readonly allowedOrigins: readonly string[]
  /** The server listens on this machine only. */
  readonly loopback: boolean
}

const COOKIE = 'holdline_webchat'

/** Whether an address to listen on can only be reached from this machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)
}

/**
 * Whether the `Host` header is one of ours. Without a token, a page of the web could otherwise give its own name this
 * machine's address (DNS rebinding) and would then be "same origin".
 */
export function hostAllowed(rules: AccessRules, headers: IncomingHttpHeaders): boolean {
  if (rules.token !== undefined || !rules.loopback) return true
  const url = URL.parse(`http://${headers.host ?? ''}`)
  if (url === null) return false
  return isLoopback(url.hostname) || rules.allowedOrigins.some((origin) => URL.parse(origin)?.host === url.host)
}

/** Whether the page that asks is our own or a listed one. No `Origin`: not a browser, so the token or loopback decides. */
export function originAllowed(rules: AccessRules, headers: IncomingHttpHeaders): boolean {
  const { origin, host } = headers
  if (origin === undefined) return rules.token !== undefined || rules.loopback
  if (rules.allowedOrigins.includes(origin)) return true
  const url = URL.parse(origin)
  if (url === null || !/^https?:$/.test(url.protocol) || host === undefined) return false
  // A proxy may end TLS in front of us, so the scheme says nothing; it only tells the default port of both.
  return URL.parse(`${url.protocol}//${host}`)?.host === url.host
}

/** Whether a request carries the token, or the cookie that was given for it. */
export function tokenAllowed(
  { token }: { readonly token?: string | undefined },
  headers: IncomingHttpHeaders,
): boolean {
  if (token === undefined) return true
  const presented = [bearerToken(headers), subprotocolToken(headers)].filter((text) => text !== null)
  // Who names a token means it: a wrong one is not excused by an old cookie.
  if (presented.length > 0) return presented.every((text) => sameSecret(text, token))
  return sameSecret(cookieValue(headers), sessionOf(token))
}

/** Whether a token typed into the form is the right one. */
export function isToken(rules: AccessRules, text: string): boolean {
  return rules.token !== undefined && sameSecret(text, rules.token)
}

/** The `Set-Cookie` that keeps a browser logged in. It follows from the token, so a new token ends it. */
export function loginCookie(token: string, secure: boolean): string {
  const attributes = [
    'Path=/',
    'HttpOnly',
    'SameSite=Strict',
    `Max-Age=${LOGIN_SECONDS}`,
    ...(secure ? ['Secure'] : []),
  ]
  return [`${COOKIE}=${sessionOf(token)}`, ...attributes].join('; ')
}

/** The subprotocols that a client offers. */
export function offeredProtocols(headers: IncomingHttpHeaders): readonly string[] {
  return (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())
}

function bearerToken({ authorization = '' }: IncomingHttpHeaders): string | null {
  return /^bearer +(\S+)$/i.exec(authorization)?.[1] ?? null
}

function subprotocolToken(headers: IncomingHttpHeaders): string | null {
  const name = offeredProtocols(headers).find((one) => one.startsWith(TOKEN_SUBPROTOCOL_PREFIX))
  return name?.slice(TOKEN_SUBPROTOCOL_PREFIX.length) ?? null
}

function cookieValue({ cookie = '' }: IncomingHttpHeaders): string {
  const pair = cookie.split(';').find((one) => one.trim().startsWith(`${COOKIE}=`))
  return pair?.trim().slice(COOKIE.length + 1) ?? ''
}

function sessionOf(token: string): string {
  return createHmac('sha256', token).update('holdline webchat login').digest('base64url')
}

/** Compares in a time that tells nothing; hashing first makes the lengths equal. */
function sameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
