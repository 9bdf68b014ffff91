import type { Engine } from '../ports/engine.ts'
import { type ChatRef, chatKeyOf } from '../words/chat.ts'
import type { Json } from '../words/json.ts'

/** The state scope that new addresses are kept in. */
const SCOPE = 'moved'

/** A move leads to another at most this often; more would be a circle. */
const LONGEST_CHAIN = 8

/**
 * Where chats have moved to (a Telegram group that became a supergroup). Records keep the address they were written
 * with; whoever sends asks here for the one that holds, and a message from the new address finds the old session.
 */
export class Moves {
  readonly #engine: Engine
  readonly #to = new Map<string, ChatRef>()
  readonly #from = new Map<string, ChatRef>()

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** Loads what moved before. */
  async load(): Promise<void> {
    for (const value of (await this.#engine.find.values(SCOPE)).values()) {
      const move = read(value)
      if (move !== null) this.#remember(move.from, move.to)
    }
  }

  /** The address that holds now. */
  current(chat: ChatRef): ChatRef {
    return follow(chat, this.#to)
  }

  /** The address that a chat's session was first named by. */
  origin(chat: ChatRef): ChatRef {
    return follow(chat, this.#from)
  }

  /** A chat has moved. Durable when it resolves. */
  async add(from: ChatRef, to: ChatRef): Promise<void> {
    const key = chatKeyOf(from)
    if (key === chatKeyOf(to) || chatKeyOf(this.current(from)) === chatKeyOf(to)) return
    await this.#engine.write([{ type: 'state', scope: SCOPE, key, value: { from: { ...from }, to: { ...to } } }])
    this.#remember(from, to)
  }

  #remember(from: ChatRef, to: ChatRef): void {
    this.#to.set(chatKeyOf(from), to)
    this.#from.set(chatKeyOf(to), from)
  }
}

function follow(chat: ChatRef, steps: ReadonlyMap<string, ChatRef>): ChatRef {
  let at = chat
  for (let step = 0; step < LONGEST_CHAIN; step += 1) {
    const next = steps.get(chatKeyOf(at))
    if (next === undefined) return at
    at = next
  }
  return at
}

function read(value: Json): { readonly from: ChatRef; readonly to: ChatRef } | null {
  if (!isRecord(value)) return null
  const [from, to] = [chatOf(value.from), chatOf(value.to)]
  return from === null || to === null ? null : { from, to }
}

function chatOf(value: Json | undefined): ChatRef | null {
  if (value === undefined || !isRecord(value)) return null
  const { channel, account, kind, chat, thread } = value
  if (typeof channel !== 'string' || typeof account !== 'string' || typeof chat !== 'string') return null
  if (kind !== 'direct' && kind !== 'group') return null
  return { channel, account, kind, chat, ...(typeof thread === 'string' ? { thread } : {}) }
}

function isRecord(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
