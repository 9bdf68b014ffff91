/** What stands in the place of a token. */
const HIDDEN = '[token]'

/** What a bot token looks like anywhere in a text, also one that is not ours. */
const ANY_TOKEN = /\d{5,}:[\w-]{20,}/g

/** A text without the bot's token, as it is and as it stands in a URL. */
export function redact(text: string, token: string): string {
  return [token, encodeURIComponent(token)]
    .filter((secret) => secret !== '')
    .reduce((hidden, secret) => hidden.replaceAll(secret, HIDDEN), text)
    .replace(ANY_TOKEN, HIDDEN)
}
