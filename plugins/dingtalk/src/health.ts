import type { ChannelHealth } from '@holdline/bridge'

/** What everybody who looks at a robot in a group should know. */
const GROUPS = 'in groups DingTalk delivers only messages that mention the robot'

/** What an operator is told of an account: how it is, what is not at its best, and what it was not meant for. */
export class Health {
  #state: ChannelHealth['state'] = 'starting'
  #problem: string | undefined
  readonly #limits = new Map<string, string>()
  readonly #counts = new Map<string, number>()

  /** The connection's state. `problem`: what is wrong and what helps, in one sentence, without secrets. */
  set(state: ChannelHealth['state'], problem?: string): void {
    if (this.#state === 'stopped') return
    this.#state = state
    this.#problem = problem
  }

  /** Something does not work, and something else is done instead. `what` undefined: it works again. */
  limit(about: 'cards' | 'sending' | 'emotions', what: string | undefined): void {
    if (what === undefined) this.#limits.delete(about)
    else this.#limits.set(about, what)
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
      ...this.#limits.values(),
      GROUPS,
      ...(ignored === '' ? [] : [`ignored: ${ignored}`]),
    ]
    return { state: this.#state, detail: parts.join('; ') }
  }
}
