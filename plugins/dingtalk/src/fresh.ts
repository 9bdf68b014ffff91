import type { ChannelMemory, Json } from '@holdline/bridge'

/** Reads what a memory holds since `oldest`, in epoch milliseconds, and forgets the rest, and what cannot be read. */
export async function fresh<T extends { readonly at: number }>(
  memory: ChannelMemory,
  read: (value: Json) => T | undefined,
  oldest: number,
): Promise<ReadonlyMap<string, T>> {
  const found = new Map<string, T>()
  for (const [key, value] of await memory.all()) {
    const entry = read(value)
    if (entry === undefined || entry.at < oldest) await memory.delete(key)
    else found.set(key, entry)
  }
  return found
}
