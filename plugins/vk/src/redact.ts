/** What stands in the place of a secret. */
const HIDDEN = '[token]'

/** What a community token, a key of the long poll or an access token in a URL looks like, also one that is not ours. */
const ANY_TOKEN = /vk1\.a\.[\w-]{8,}|(?<=\b(?:access_token|key)=)[^&\s"]+/g

/** A text without the community's token. */
export function redact(text: string, token: string): string {
  return [token, encodeURIComponent(token)]
    .filter((secret) => secret !== '')
    .reduce((hidden, secret) => hidden.replaceAll(secret, HIDDEN), text)
    .replace(ANY_TOKEN, HIDDEN)
}
