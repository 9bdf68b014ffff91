import type { ChannelHealth } from '../ports/channel.ts'

/** What an operator is told of an account: how it is, what else is to be known of it, and what it was not meant for. */
export class AccountHealth {
  #state: ChannelHealth['state'] = 'starting'
  #problem: string | undefined
  readonly #notes = new Map<string, string>()
  readonly #counts = new Map<string, number>()

  /** The connection's state; `stopped` is for ever. `problem`: what is wrong and what helps, in one sentence, without secrets. */
  set(state: ChannelHealth['state'], problem?: string): void {
    if (this.#state === 'stopped') return
    this.#state = state
    this.#problem = problem
  }

  /** Something that is told beside the state, such as the bot's name. `undefined`: there is nothing more to say about it. */
  note(about: string, text: string | undefined): void {
    if (text === undefined) this.#notes.delete(about)
    else this.#notes.set(about, text)
  }

  /** One more of what is only counted, because it was not meant for the bot. */
  count(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1)
  }

  /** As the port has it. */
  get now(): ChannelHealth {
    const ignored = [...this.#counts].map(([what, count]) => `${what} ${count}`).join(', ')
    const parts = [this.#problem, ...this.#notes.values(), ignored === '' ? undefined : `ignored: ${ignored}`]
    const detail = parts.filter((part) => part !== undefined).join('; ')
    return { state: this.#state, ...(detail === '' ? {} : { detail }) }
  }
}
