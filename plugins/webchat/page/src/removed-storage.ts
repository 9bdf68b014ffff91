import type { KeyValue } from './storage.ts'

const KEY = 'holdline.removed'

// Older ones are far up in the conversation; to show one of those again does no harm.
const MAX_KEPT = 200

/** The ids of the messages that the person took back, as they were kept. */
export function loadRemoved(storage: KeyValue): ReadonlySet<string> {
  return decode(storage.getItem(KEY))
}

/** Keeps them beyond a reload. A full storage loses only that. */
export function saveRemoved(storage: KeyValue, before: ReadonlySet<string>, after: ReadonlySet<string>): void {
  if (before === after) return
  const value = JSON.stringify([...after].slice(-MAX_KEPT))
  try {
    // Also another tab's change comes by here; writing what is there already would tell that tab, and so on for ever.
    if (after.size === 0) storage.removeItem(KEY)
    else if (storage.getItem(KEY) !== value) storage.setItem(KEY, value)
  } catch {
    // Over quota: the message is back after the reload.
  }
}

/** What a `storage` event of another tab says: all messages taken back; `undefined` when it is about something else. */
export function readRemoved(key: string | null, value: string | null): ReadonlySet<string> | undefined {
  return key === KEY ? decode(value) : undefined
}

function decode(value: string | null): ReadonlySet<string> {
  if (value === null) return new Set()
  try {
    const ids: unknown = JSON.parse(value)
    return new Set(Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [])
  } catch {
    return new Set()
  }
}
