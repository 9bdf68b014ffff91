import { createHash, timingSafeEqual } from 'node:crypto'

/** Whether a secret is the one that was given. Hashes are compared, which are equally long: the time that it takes tells nothing about the secret. */
export function isSameSecret(given: string, expected: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(given), hash(expected))
}
