import { type ChannelMemory, type ChatRef, type Clock, chatKeyOf, type Json, type Logger } from '@holdline/bridge'
import { ANCHORS_KEPT, THREADS_KEPT } from './limits.ts'

/** What {@link Threads} work with. */
export interface ThreadParts {
  /** Messages of threads, by the thread's address. */
  readonly memory: ChannelMemory
  readonly clock: Clock
  readonly logger: Logger
}

interface Thread {
  /** Messages that are written down: the first one of the thread, where it is known, and the first ones that were seen. */
  readonly kept: readonly string[]
  /** The newest message, in memory only. */
  readonly last?: string
}

/**
 * Knows messages of threads. Nothing can be sent to a thread but an answer to one of its messages, and people may take
 * back the one that is answered: then another one is the anchor, also after a restart.
 */
export class Threads {
  readonly #parts: ThreadParts
  #threads: Promise<Map<string, Thread>> | undefined

  constructor(parts: ThreadParts) {
    this.#parts = parts
  }

  /** A message stands in a thread; `root`: the message that the thread began with. Outside of threads it is nothing. */
  async saw(chat: ChatRef, message: string, root?: string): Promise<void> {
    if (chat.thread === undefined) return
    const { memory, clock, logger } = this.#parts
    const key = chatKeyOf(chat)
    try {
      const threads = await this.#known()
      const before = threads.get(key)?.kept ?? []
      const kept = [...new Set([...before, ...(root === undefined ? [] : [root]), message])].slice(0, ANCHORS_KEPT)
      threads.delete(key)
      threads.set(key, { kept, last: message })
      if (kept.length > before.length) await memory.set(key, { messages: [...kept], at: clock.now() })
      await this.#forget(threads)
    } catch (error) {
      logger.warn({ error }, 'feishu: a thread could not be written down; after a restart its answers may leave it')
    }
  }

  /**
   * Messages that an answer in this chat's thread can be attached to. What answers the thread's first message quotes
   * nothing, so that one comes first.
   */
  async anchorsOf(chat: ChatRef): Promise<readonly string[]> {
    if (chat.thread === undefined) return []
    try {
      const { kept = [], last } = (await this.#known()).get(chatKeyOf(chat)) ?? {}
      return last === undefined ? kept : [...kept, last]
    } catch (error) {
      this.#parts.logger.warn({ error }, 'feishu: the threads could not be looked up')
      return []
    }
  }

  /** What an earlier process wrote down, oldest first; read once. */
  async #known(): Promise<Map<string, Thread>> {
    this.#threads ??= this.#parts.memory.all().then((all) => {
      const byAge = [...all].map(([key, value]) => [key, threadOf(value)] as const).sort(([, a], [, b]) => a.at - b.at)
      return new Map(byAge.map(([key, { kept }]) => [key, { kept }]))
    })
    try {
      return await this.#threads
    } catch (error) {
      this.#threads = undefined
      throw error
    }
  }

  /** The threads in which nothing was said for longest make room. */
  async #forget(threads: Map<string, Thread>): Promise<void> {
    for (const key of threads.keys()) {
      if (threads.size <= THREADS_KEPT) return
      threads.delete(key)
      await this.#parts.memory.delete(key)
    }
  }
}

function threadOf(value: Json): { kept: readonly string[]; at: number } {
  if (typeof value !== 'object' || value === null || !('messages' in value)) return { kept: [], at: 0 }
  const { messages, at } = value
  const kept = Array.isArray(messages) ? messages.filter((one) => typeof one === 'string') : []
  return { kept, at: typeof at === 'number' ? at : 0 }
}
