import type { OutboxItem, Refusal } from './outbox.ts'
import type { KeyValue } from './storage.ts'

// One key per message: two tabs that write at the same time never overwrite each other's messages.
const PREFIX = 'holdline.outbox.'

/** All messages that were kept, as this tab's own. */
export function loadOutbox(storage: KeyValue): readonly OutboxItem[] {
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '')
  return keys
    .flatMap((key) => {
      const item = decodeItem(key, storage.getItem(key), true)
      return item === null ? [] : [item]
    })
    .sort((a, b) => a.createdAt - b.createdAt)
}

/** Writes the difference between two states of the outbox. A full storage loses durability, never the message itself. */
export function saveOutbox(storage: KeyValue, before: readonly OutboxItem[], after: readonly OutboxItem[]): void {
  if (before === after) return
  const old = new Map(before.map((item) => [item.clientId, item]))
  for (const item of after) {
    const previous = old.get(item.clientId)
    old.delete(item.clientId)
    // What another tab wrote is that tab's to change: writing it back could bring a finished message to life again.
    if (!item.own || (previous !== undefined && encodeItem(previous) === encodeItem(item))) continue
    try {
      if (item.delivery.state === 'accepted') storage.removeItem(PREFIX + item.clientId)
      else storage.setItem(PREFIX + item.clientId, encodeItem(item))
    } catch {
      // Over quota: the message stays in this tab and is still sent.
    }
  }
  for (const clientId of old.keys()) storage.removeItem(PREFIX + clientId)
}

/** What a `storage` event of another tab says: a message put (`item`) or taken away (`null`); else `undefined`. */
export function readChange(
  key: string | null,
  value: string | null,
): { readonly clientId: string; readonly item: OutboxItem | null } | undefined {
  if (key === null || !key.startsWith(PREFIX)) return undefined
  return { clientId: key.slice(PREFIX.length), item: decodeItem(key, value, false) }
}

function encodeItem({ text, createdAt, delivery, echoId }: OutboxItem): string {
  const refusal = delivery.state === 'refused' ? delivery.refusal : null
  return JSON.stringify({ text, createdAt, echoId, refusal, accepted: delivery.state === 'accepted' })
}

function decodeItem(key: string, value: string | null, own: boolean): OutboxItem | null {
  if (!key.startsWith(PREFIX) || value === null) return null
  const fields = parse(value)
  if (typeof fields.text !== 'string' || typeof fields.createdAt !== 'number') return null
  const refusal = decodeRefusal(fields.refusal)
  return {
    clientId: key.slice(PREFIX.length),
    text: fields.text,
    createdAt: fields.createdAt,
    own,
    delivery: refusal === null ? { state: 'waiting' } : { state: 'refused', refusal },
    echoId: typeof fields.echoId === 'string' ? fields.echoId : null,
  }
}

const REFUSAL_CODES = ['queue_full', 'rate_limited', 'too_large', 'unavailable', 'refused'] as const

function decodeRefusal(value: unknown): Refusal | null {
  if (!isRecord(value)) return null
  const code = REFUSAL_CODES.find((one) => one === value.code)
  if (code === undefined || typeof value.text !== 'string') return null
  return { code, text: value.text, retryAt: typeof value.retryAt === 'number' ? value.retryAt : null }
}

function parse(value: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(value)
    return isRecord(parsed) ? parsed : {}
  } catch {
    return {}
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
