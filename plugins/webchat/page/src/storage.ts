/** The part of `Storage` that the page uses. */
export type KeyValue = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

/**
 * The browser's storage, or memory where the browser keeps it from us (blocked cookies, a full disk): the chat then
 * works, it just does not survive a reload.
 */
export function openStorage(pick: () => Storage): KeyValue {
  try {
    const storage = pick()
    const probe = 'holdline.probe'
    storage.setItem(probe, probe)
    storage.removeItem(probe)
    return storage
  } catch {
    return memoryStorage()
  }
}

/** A {@link KeyValue} that lives as long as the page. */
export function memoryStorage(): KeyValue {
  const values = new Map<string, string>()
  return {
    get length() {
      return values.size
    },
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
    key: (index) => [...values.keys()][index] ?? null,
  }
}
