import { createHmac, timingSafeEqual } from 'node:crypto'
import { ACTION_NAMES, type ActionName } from '../words/action.ts'

/** What a button's token says: an action offered for a turn, or for one waiting message of it. */
export interface TokenClaims {
  readonly action: ActionName
  readonly turnId: string
  readonly inboundId?: string
}

/** Bytes of the MAC that a token carries: 128 bits, out of reach of guessing, and short enough for 64-byte payloads. */
const MAC_BYTES = 16

/** One letter per action keeps a token within Telegram's 64 bytes. */
const LETTERS: Readonly<Record<ActionName, string>> = {
  wait: 'w',
  cancel: 'c',
  new: 'n',
  retry: 'r',
  background: 'b',
  dequeue: 'd',
}

/** The action that a token is for, as far as its form says, for platforms whose presses carry nothing else. */
export function actionOfToken(token: string): ActionName | undefined {
  return ACTION_NAMES.find((name) => token.startsWith(LETTERS[name]))
}

/**
 * Makes and reads button tokens: `<letter>.<turn>.<message>.<mac>`, at most 64 bytes with ids of 16 characters. A token
 * is bound to its action, turn and message by a MAC; whether it may be used, by whom, and whether it is spent is the
 * gate's to say.
 */
export interface Tokens {
  mint(claims: TokenClaims): string
  /** The claims, or `null` for a token that is not ours. */
  read(token: string): TokenClaims | null
}

/** Tokens under a key that is created once per store. */
export function createTokens(key: Uint8Array): Tokens {
  const macOf = (body: string): Buffer => createHmac('sha256', key).update(body).digest().subarray(0, MAC_BYTES)
  const mint: Tokens['mint'] = ({ action, turnId, inboundId }) => {
    const body = `${LETTERS[action]}.${turnId}.${inboundId ?? ''}`
    return `${body}.${macOf(body).toString('base64url')}`
  }
  return {
    mint,
    read(token) {
      const [letter, turnId = '', inboundId = ''] = token.split('.')
      const action = ACTION_NAMES.find((name) => LETTERS[name] === letter)
      if (action === undefined) return null
      const claims = { action, turnId, ...(inboundId === '' ? {} : { inboundId }) }
      return isSame(mint(claims), token) ? claims : null
    },
  }
}

/** Compares in a time that says nothing of where the difference is. */
function isSame(right: string, given: string): boolean {
  const [a, b] = [Buffer.from(right), Buffer.from(given)]
  return a.length === b.length && timingSafeEqual(a, b)
}
