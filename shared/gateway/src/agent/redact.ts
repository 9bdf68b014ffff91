/** A text without secrets. */
export type Redact = (text: string) => string

/** Shorter values are no secrets worth the name, and hiding each `1` or `true` would make log lines useless. */
const SHORTEST_SECRET = 6

const HIDDEN = '[redacted]'

/**
 * Hides the given values wherever they appear, longest first: servers like to echo keys in their errors, children to
 * print their environment.
 */
export function redactor(secrets: readonly (string | undefined)[]): Redact {
  const known = [...new Set(secrets)]
    .filter((secret) => secret !== undefined)
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .sort((a, b) => b.length - a.length)
  return (text) => known.reduce((left, secret) => left.replaceAll(secret, HIDDEN), text)
}
