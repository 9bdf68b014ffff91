import { type ChatRef, chatKeyOf } from '@holdline/bridge'

/** A resumed turn as the taker of what the host sends to its chat. */
export interface Door {
  /** Takes a text; resolves when it is durable. */
  take(text: string): Promise<void>
  /** Whether its run has ended, so that what comes is likely its answer. */
  expects(): boolean
}

/** The host's second way to a chat, for turns that it resumed by itself: their answer comes as a message of its own. */
export class Doors {
  readonly #open = new Map<string, Set<Door>>()

  /** Whose answer a text to this chat is now, if any: of several turns, that of one whose run is over. */
  of(chat: ChatRef): Door | undefined {
    const doors = [...(this.#open.get(chatKeyOf(chat)) ?? [])]
    return doors.find((door) => door.expects()) ?? doors[0]
  }

  /** Until the returned function is called, texts to this chat belong to a resumed turn. */
  open(chat: ChatRef, door: Door): () => void {
    const key = chatKeyOf(chat)
    const doors = this.#open.get(key) ?? new Set()
    this.#open.set(key, doors)
    doors.add(door)
    return () => {
      doors.delete(door)
      if (doors.size === 0 && this.#open.get(key) === doors) this.#open.delete(key)
    }
  }
}
