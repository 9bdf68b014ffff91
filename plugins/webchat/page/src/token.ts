import type { KeyValue } from './storage.ts'

const TOKEN_KEY = 'holdline.token'

/** The token in an address's fragment (`#token=…`), which browsers send to no server; `null` when there is none. */
export function tokenInFragment(fragment: string): string | null {
  const token = new URLSearchParams(fragment.replace(/^#/, '')).get('token')
  return token === null || token === '' ? null : token
}

/** Moves a token from the address bar to this tab's storage, so that it is neither bookmarked nor shared by accident. */
export function takeToken(storage: KeyValue): boolean {
  const token = tokenInFragment(location.hash)
  if (token === null) return false
  saveToken(storage, token)
  history.replaceState(null, '', location.pathname + location.search)
  return true
}

/** This tab's token. */
export function loadToken(storage: KeyValue): string | null {
  return storage.getItem(TOKEN_KEY)
}

/** Keeps a token as long as the tab lives. */
export function saveToken(storage: KeyValue, token: string): void {
  storage.setItem(TOKEN_KEY, token)
}

/** Whether a token can travel in `Sec-WebSocket-Protocol`: RFC 9110 `token` characters only. */
export function isSendableToken(token: string): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(token)
}
