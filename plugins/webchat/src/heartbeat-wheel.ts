import { HEARTBEAT_MS, TICK_MS } from './limits.ts'

const SLOTS = HEARTBEAT_MS / TICK_MS

/**
 * Spreads heartbeats over time with one timer for all: each member belongs to one of 25 slots, and every tick serves the
 * next slot.
 */
export class HeartbeatWheel<T> {
  readonly #slots: readonly Set<T>[] = Array.from({ length: SLOTS }, () => new Set<T>())
  #hand = 0

  /** Adds a member; its first turn comes after a whole round. */
  add(member: T): void {
    this.#slots[this.#hand]?.add(member)
  }

  /** Removes a member. */
  delete(member: T): void {
    for (const slot of this.#slots) if (slot.delete(member)) return
  }

  /** Moves on; returns whose turn it is. */
  next(): readonly T[] {
    this.#hand = (this.#hand + 1) % SLOTS
    return [...(this.#slots[this.#hand] ?? [])]
  }
}
