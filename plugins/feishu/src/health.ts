import type { ChannelHealth } from '@holdline/bridge'

/** What an operator is told of an account: how it is, and what it was not meant for. */
export class Health {
  #state: ChannelHealth['state'] = 'starting'
  #connection: string | undefined
  #identity: string | undefined
  #bot: string | undefined
  readonly #counts = new Map<string, number>()

  /** The connection's state. `problem`: what is wrong and what helps, in one sentence, without secrets. */
  set(state: ChannelHealth['state'], problem?: string): void {
    if (this.#state === 'stopped') return
    this.#state = state
    this.#connection = problem
  }

  /** Why it is not known who the bot is; `undefined` when it is. */
  identity(problem: string | undefined): void {
    this.#identity = problem
  }

  /** The bot's name, once it is known. */
  named(name: string): void {
    this.#bot = name
    this.#identity = undefined
  }

  /** One more of what is only counted. */
  count(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1)
  }

  /** As the port has it. */
  get now(): ChannelHealth {
    const ignored = [...this.#counts].map(([what, count]) => `${what} ${count}`).join(', ')
    const parts = [
      this.#connection,
      this.#identity,
      this.#bot,
      ignored === '' ? undefined : `ignored: ${ignored}`,
    ].filter((part) => part !== undefined)
    const state = this.#state === 'ready' && this.#identity !== undefined ? 'degraded' : this.#state
    return { state, ...(parts.length === 0 ? {} : { detail: parts.join('; ') }) }
  }
}
