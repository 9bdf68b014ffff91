/** What stands in the place of a secret. */
const HIDDEN = '[secret]'

/** The credential in a webhook’s address. */
const SESSION = /([?&](?:session|ticket|access_token)=)[^&\s"]+/g

/** A text without the given secrets, and without the credentials that stand in addresses. */
export function redact(text: string, secrets: readonly string[]): string {
  return secrets
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .filter((secret) => secret !== '')
    .reduce((hidden, secret) => hidden.replaceAll(secret, HIDDEN), text)
    .replace(SESSION, `$1${HIDDEN}`)
}
