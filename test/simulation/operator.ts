import { type Engine, type GateContext, type GateRules, gate, type SessionKey } from '@holdline/bridge'
import type { Ledger } from './ledger.ts'
import type { Steps } from './steps.ts'
import type { VirtualTime } from './virtual-time.ts'
import { WatchedEngine } from './watched-engine.ts'

/** What an operator can do to a session. */
export type Wish = 'abort' | 'abort and clear' | 'reset'

/** The command line's name as a writer. */
const CLI = 'cli'

/** What it needs of the world. */
interface OperatorWorld {
  readonly steps: Steps
  readonly time: VirtualTime
  readonly ledger: Ledger
  readonly rules: GateRules
  openStore(): Promise<Engine>
  isDead(bootId: string): boolean
  id(): string
}

/** The operator's command line: a process of its own, which writes into the store while the nodes run. */
export class Operator {
  readonly #world: OperatorWorld

  constructor(world: OperatorWorld) {
    this.#world = world
  }

  async do(session: SessionKey, wish: Wish): Promise<void> {
    const { steps, ledger, time, openStore } = this.#world
    const inner = await openStore()
    const engine = new WatchedEngine(inner, {
      before: (operation) => steps.turn(`${CLI} ${operation}`),
      committed: (changes) => ledger.commit(CLI, time.now, changes),
      renewed: () => {},
      after: (operation) => steps.turn(`${CLI} ${operation} done`),
      hint: () => {},
    })
    await engine.decide(session, {}, (state) =>
      wish === 'reset'
        ? gate.reset(state, session, this.#context())
        : gate.abort(state, session, wish === 'abort and clear', this.#context()),
    )
    await inner.close()
  }

  #context(): GateContext {
    const now = this.#world.time.now
    return {
      now,
      owner: CLI,
      routes: new Set(),
      rules: this.#world.rules,
      capabilities: { resume: true, steer: true, parallel: true, erase: true },
      draining: false,
      isGone: (turn) => turn.expiresAt <= now || this.#world.isDead(turn.owner),
      id: () => this.#world.id(),
    }
  }
}
