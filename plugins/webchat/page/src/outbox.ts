import { MAX_FRAME_BYTES } from './protocol.ts'

// Another tab of the chat normally sends its own messages; one that closed in between leaves them to us.
const FOREIGN_GRACE_MS = 10_000
// The server is there but cannot take the message right now.
const UNAVAILABLE_RETRY_MS = 3_000

/** Why a message was not taken, as the person sees it. */
export interface Refusal {
  readonly code: 'queue_full' | 'rate_limited' | 'too_large' | 'unavailable' | 'refused'
  /** The server's words for it, already in the person's language; empty when the page found it out by itself. */
  readonly text: string
  /** When it is tried again without being asked, epoch ms; `null`: only when the person asks. */
  readonly retryAt: number | null
}

/** The part of a message's way that a connection's loss takes back. */
export type Delivery =
  | { readonly state: 'waiting' }
  | { readonly state: 'sending'; readonly sentAt: number }
  /** Taken by the server; it stays until its `message` event comes, or until it is clear that none will. */
  | { readonly state: 'accepted'; readonly messageId: string; readonly acceptedAt: number }
  | { readonly state: 'refused'; readonly refusal: Refusal }

/** A message of the person that the server has not yet shown back. It outlives a reload (see `outbox-storage.ts`). */
export interface OutboxItem {
  readonly clientId: string
  readonly text: string
  /** Epoch ms; the order in which messages are sent and shown. */
  readonly createdAt: number
  /** Written (or found after a reload) by this tab, so this tab sends it. */
  readonly own: boolean
  readonly delivery: Delivery
  /** The `message` event with the same text that came while this one was being sent: then it is shown once only. */
  readonly echoId: string | null
}

/** A new message, ready to be sent; one that would not fit a frame is refused right here. */
export function composeItem(clientId: string, text: string, createdAt: number): OutboxItem {
  const fits = frameBytes(clientId, text) <= MAX_FRAME_BYTES
  const delivery: Delivery = fits
    ? { state: 'waiting' }
    : { state: 'refused', refusal: { code: 'too_large', text: '', retryAt: null } }
  return { clientId, text, createdAt, own: true, delivery, echoId: null }
}

/** Whether an online page should send this message now. */
export function isDue(item: OutboxItem, now: number): boolean {
  if (item.delivery.state === 'refused') {
    const { retryAt } = item.delivery.refusal
    return item.own && retryAt !== null && retryAt <= now
  }
  return item.delivery.state === 'waiting' && (item.own || item.createdAt + FOREIGN_GRACE_MS <= now)
}

/** Puts a message in its place, or replaces it. */
export function putItem(items: readonly OutboxItem[], item: OutboxItem): readonly OutboxItem[] {
  return [...items.filter((other) => other.clientId !== item.clientId), item].sort(
    (a, b) => a.createdAt - b.createdAt || (a.clientId < b.clientId ? -1 : 1),
  )
}

/** Takes a message out. */
export function removeItem(items: readonly OutboxItem[], clientId: string): readonly OutboxItem[] {
  return items.filter((item) => item.clientId !== clientId)
}

/** Changes one message's way. */
export function deliver(items: readonly OutboxItem[], clientId: string, delivery: Delivery): readonly OutboxItem[] {
  return items.map((item) => (item.clientId === clientId ? { ...item, delivery } : item))
}

/** After a lost connection nobody knows what arrived: everything under way is sent again, under the same id. */
export function recallAll(items: readonly OutboxItem[]): readonly OutboxItem[] {
  return items.map((item) => (item.delivery.state === 'sending' ? { ...item, delivery: { state: 'waiting' } } : item))
}

/** Ties an arriving message of the person to the oldest one under way (here or in another tab) with the same text. */
export function matchEcho(items: readonly OutboxItem[], messageId: string, text: string): readonly OutboxItem[] {
  const match = items.find(
    ({ delivery, own, echoId, text: sent }) =>
      echoId === null && sent === text && (delivery.state === 'sending' || (delivery.state === 'waiting' && !own)),
  )
  return match === undefined ? items : putItem(items, { ...match, echoId: messageId })
}

/** What an `error` frame about a message means for it. */
export function refusalOf(code: string, text: string, retryAfterMs: number | undefined, now: number): Refusal {
  switch (code) {
    case 'rate_limited':
      return { code, text, retryAt: retryAfterMs === undefined ? null : now + retryAfterMs }
    case 'unavailable':
      return { code, text, retryAt: now + (retryAfterMs ?? UNAVAILABLE_RETRY_MS) }
    case 'queue_full':
    case 'too_large':
      return { code, text, retryAt: null }
    default:
      return { code: 'refused', text, retryAt: null }
  }
}

/** Control commands are accepted without a `message` event of their own. */
export function isCommand(text: string): boolean {
  return text.startsWith('/')
}

function frameBytes(clientId: string, text: string): number {
  return new TextEncoder().encode(JSON.stringify({ type: 'send', clientId, text })).byteLength
}
