import { createHash } from 'node:crypto'
import { type ChannelMemory, type Clock, Recent } from '@holdline/bridge'
import { fresh } from './fresh.ts'
import { REMEMBER_MS, REMEMBERED } from './limits.ts'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'

/** Letters of a code: 40 bits. Codes are no secrets: who may do what is decided by who sends them. */
const CODE_LENGTH = 8

/** What a code stands for, and since when, in epoch milliseconds. */
interface Given {
  readonly token: string
  readonly at: number
}

/**
 * Short codes for buttons' tokens. A button's text stands in the chat, where nobody wants to read a token of 60
 * characters. Equal tokens have equal codes, and a code is in the store before anybody can tap it.
 */
export class TapCodes {
  readonly #memory: ChannelMemory
  readonly #clock: Clock
  readonly #known = new Recent<string, string>(REMEMBERED)

  constructor(memory: ChannelMemory, clock: Clock) {
    this.#memory = memory
    this.#clock = clock
  }

  /** Reads what an earlier life has given out. */
  async load(): Promise<void> {
    for (const [code, { token }] of await this.tidy()) this.#known.set(code, token)
  }

  /** Forgets what is too old for anybody to answer in the store, and resolves with the rest. */
  tidy(): Promise<ReadonlyMap<string, Given>> {
    return fresh(this.#memory, read, this.#clock.now() - REMEMBER_MS)
  }

  /** The code of a token. */
  async codeOf(token: string): Promise<string> {
    const code = encode(createHash('sha256').update(token).digest())
    if (this.#known.get(code) !== token) {
      await this.#memory.set(code, { token, at: this.#clock.now() })
      this.#known.set(code, token)
    }
    return code
  }

  /** The token of a code; `undefined`: nobody knows it any more. */
  tokenOf(code: string): string | undefined {
    return this.#known.get(code)
  }
}

function read(value: unknown): Given | undefined {
  if (typeof value !== 'object' || value === null || !('token' in value) || !('at' in value)) return undefined
  const { token, at } = value
  return typeof token === 'string' && typeof at === 'number' ? { token, at } : undefined
}

function encode(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, CODE_LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]).join('')
}
