import type { ChannelHealth } from '@holdline/bridge'

/** What an operator is told of an account: how it is, and what it was not meant for. */
export class Health {
  #state: ChannelHealth['state'] = 'starting'
  #problem: string | undefined
  #community: string | undefined
  readonly #counts = new Map<string, number>()

  /** The connection's state. `problem`: what is wrong and what helps, in one sentence, without secrets. */
  set(state: ChannelHealth['state'], problem?: string): void {
    if (this.#state === 'stopped') return
    this.#state = state
    this.#problem = problem
  }

  /** The community's short address, once it is known. */
  named(screenName: string): void {
    this.#community = screenName
  }

  /** One more of what is only counted. */
  count(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1)
  }

  /** As the port has it. */
  get now(): ChannelHealth {
    const ignored = [...this.#counts].map(([what, count]) => `${what} ${count}`).join(', ')
    const parts = [
      ...(this.#problem === undefined ? [] : [this.#problem]),
      ...(this.#community === undefined ? [] : [`vk.com/${this.#community}`]),
      ...(ignored === '' ? [] : [`ignored: ${ignored}`]),
    ]
    return { state: this.#state, ...(parts.length === 0 ? {} : { detail: parts.join('; ') }) }
  }
}
