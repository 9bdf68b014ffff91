/** What stands in the place of a secret. */
const HIDDEN = '[secret]'

/** What the platform's tokens, and the tickets of its long connections, look like anywhere in a text. */
const ANY_TOKEN = /\b[tu]-[\w.-]{16,}|(?<=\b(?:access_key|ticket|token|Bearer)[=: ]\s*)[\w.~+/-]{8,}/gi

/** A text without the app's secrets and without tokens. */
export function redact(text: string, secrets: readonly string[]): string {
  return secrets
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .filter((secret) => secret !== '')
    .reduce((hidden, secret) => hidden.replaceAll(secret, HIDDEN), text)
    .replace(ANY_TOKEN, HIDDEN)
}
