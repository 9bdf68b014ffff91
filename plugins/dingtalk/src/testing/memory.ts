import { type ChannelMemory, type Json, StoreUnavailableError } from '@holdline/bridge'
import type { ChannelState } from '../channel-state.ts'

/** A memory that a test can look into, and take away. */
export class TestMemory implements ChannelMemory {
  readonly entries = new Map<string, Json>()
  /** While true, nothing can be read or kept. */
  down = false

  async all(): Promise<ReadonlyMap<string, Json>> {
    this.#check()
    return new Map(this.entries)
  }

  async set(key: string, value: Json): Promise<void> {
    this.#check()
    this.entries.set(key, value)
  }

  async delete(key: string): Promise<void> {
    this.#check()
    this.entries.delete(key)
  }

  #check(): void {
    if (this.down) throw new StoreUnavailableError('the store of the test is down')
  }
}

/** The memories of one account. */
export interface TestState extends ChannelState {
  readonly chats: TestMemory
  readonly emotions: TestMemory
  readonly cards: TestMemory
  readonly buttons: TestMemory
}

/** All of them, empty. */
export function testState(): TestState {
  return { chats: new TestMemory(), emotions: new TestMemory(), cards: new TestMemory(), buttons: new TestMemory() }
}
