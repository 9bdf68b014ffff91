import { type ChatRef, chatKeyOf } from '@holdline/bridge'

/** Takes a text that the host sends to a chat outside of a dispatch; resolves when it is durable. */
export type Door = (text: string) => Promise<void>

/** The host's second way to a chat, for turns that it resumed by itself: their answer comes as a message of its own. */
export class Doors {
  readonly #open = new Map<string, Door>()

  /** Whose answer a text to this chat is now, if any. */
  of(chat: ChatRef): Door | undefined {
    return this.#open.get(chatKeyOf(chat))
  }

  /** Until the returned function is called, texts to this chat belong to a resumed turn. */
  open(chat: ChatRef, door: Door): () => void {
    const key = chatKeyOf(chat)
    this.#open.set(key, door)
    return () => {
      if (this.#open.get(key) === door) this.#open.delete(key)
    }
  }
}
