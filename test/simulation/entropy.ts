import type { Entropy } from '@holdline/bridge'

/** Ids are of this length everywhere. */
const ID_LENGTH = 16

/** Ids in the order of asking, and numbers from a seed: equal runs get equal ones. */
export function seededEntropy(seed: number): Entropy {
  let ids = 0
  let state = seed >>> 0
  const random = (): number => {
    // Mulberry32: small, and good enough for jitter.
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    id: () => `i${(++ids).toString(36).padStart(ID_LENGTH - 1, '0')}`,
    random,
    bytes: (length) => Uint8Array.from({ length }, () => Math.floor(random() * 256)),
  }
}
