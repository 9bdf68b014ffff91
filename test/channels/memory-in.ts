import type { ChannelMemory, Json } from '@holdline/bridge'

/** A channel's memory that a test can look into. */
export function memoryIn(values: Map<string, Json>): ChannelMemory {
  return {
    all: async () => new Map(values),
    set: async (key, value) => void values.set(key, value),
    delete: async (key) => void values.delete(key),
  }
}
