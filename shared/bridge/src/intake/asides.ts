import type { SessionState } from '../ports/engine.ts'
import type { Aside, Gateway } from '../ports/gateway.ts'
import type { Node } from '../run/node.ts'
import type { Inbound } from '../words/inbound.ts'
import type { SessionKey } from '../words/session.ts'
import { hear } from './hear.ts'

/** Sends what the runtime said to an aside. */
export type Say = (aside: Aside, text: string) => Promise<void>

type Wanted = ReturnType<NonNullable<Gateway['wants']>>

/**
 * Messages for the agent runtime itself, such as the answer to a question that its running turn waits with, or one of
 * its own commands. They pass the lane: behind the turn that waits for them they would wait for ever.
 */
export class Asides {
  readonly #node: Node
  readonly #say: Say

  constructor(node: Node, say: Say) {
    this.#node = node
    this.#say = say
  }

  /** Whether the runtime wants this message at once, and for which turn. */
  wants(inbound: Inbound, session: SessionKey): Wanted {
    return this.#node.gateway.wants?.(asideOf(inbound, session)) ?? false
  }

  /**
   * Gives it the message, once. Resolves when that is durable; with `false` when the turn that it is for was stopped
   * before: nothing has been done with it then.
   */
  async take(inbound: Inbound, session: SessionKey, wanted: Wanted): Promise<boolean> {
    const { chat, dedupeKey } = inbound
    const decided = await hear(this.#node, session, { chat, dedupeKey }, (state) => {
      if (state.acted !== null) return { changes: [], result: 'again' }
      if (typeof wanted === 'object' && !works(state, wanted.turn)) return { changes: [], result: 'late' }
      const at = this.#node.clock.now()
      return { changes: [{ type: 'act', row: { key: dedupeKey, session, at, result: 'done' } }], result: 'taken' }
    })
    if (decided === 'taken') void this.#tell(asideOf(inbound, session))
    return decided !== 'late'
  }

  async #tell(aside: Aside): Promise<void> {
    try {
      const said = await this.#node.gateway.tell?.(aside)
      if (said !== undefined && said.trim() !== '') await this.#say(aside, said)
    } catch (error) {
      this.#node.logger.warn({ session: aside.session, error }, 'a message could not be given to the agent runtime')
    }
  }
}

/** Whether the turn runs, and nobody has stopped it. */
function works({ turns }: SessionState, turnId: string): boolean {
  return turns.some(({ id, cancel }) => id === turnId && cancel === undefined)
}

function asideOf({ chat, sender, text, ref, dedupeKey }: Inbound, session: SessionKey): Aside {
  return { session, chat, sender, text, ref, dedupeKey }
}
