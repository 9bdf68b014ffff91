import { randomBytes } from 'node:crypto'

// Whoever knows a chat's id may read and write it, so it must be beyond guessing.
const CHAT_ID_BYTES = 24
// Only has to differ from the other presses of one chat.
const PRESS_ID_BYTES = 12

/** The id of a new chat: 192 random bits, safe in URLs and session keys. */
export function newChatId(): string {
  return randomBytes(CHAT_ID_BYTES).toString('base64url')
}

/** Tells one button press from all others: the protocol never delivers one twice. */
export function newPressId(): string {
  return randomBytes(PRESS_ID_BYTES).toString('base64url')
}
