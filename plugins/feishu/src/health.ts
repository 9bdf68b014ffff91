import { AccountHealth, type ChannelHealth } from '@holdline/bridge'

/** An account's health: a bot that does not know who it is cannot tell whether a group addresses it. */
export class Health extends AccountHealth {
  #isUnknown = false

  /** Why it is not known who the bot is; `undefined` when it is. */
  identity(problem: string | undefined): void {
    this.#isUnknown = problem !== undefined
    this.note('identity', problem)
  }

  /** The bot's name, once it is known. */
  named(name: string): void {
    this.identity(undefined)
    this.note('bot', name)
  }

  override get now(): ChannelHealth {
    const now = super.now
    return now.state === 'ready' && this.#isUnknown ? { ...now, state: 'degraded' } : now
  }
}
