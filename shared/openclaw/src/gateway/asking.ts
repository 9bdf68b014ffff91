import type { SessionKey, Turn } from '@holdline/bridge'
import type { AgentRoute } from '../host/api.ts'

/**
 * Which turns have asked something and wait for the answer, and in which session of the host: it knows the question by
 * that session, and a turn beside another one has its own.
 */
export class Asking {
  readonly #bySession = new Map<SessionKey, Map<string, AgentRoute>>()

  /** The turn has asked. */
  add({ id, session }: Pick<Turn, 'id' | 'session'>, route: AgentRoute): void {
    const turns = this.#bySession.get(session) ?? new Map()
    this.#bySession.set(session, turns)
    turns.set(id, route)
  }

  /** It waits for no answer any more. */
  delete({ id, session }: Pick<Turn, 'id' | 'session'>): void {
    const turns = this.#bySession.get(session)
    turns?.delete(id)
    if (turns?.size === 0) this.#bySession.delete(session)
  }

  /** Whose answer it is that is written in this session: that to the question that was asked last. */
  of(session: SessionKey): { readonly turn: string; readonly route: AgentRoute } | undefined {
    const last = [...(this.#bySession.get(session) ?? [])].at(-1)
    return last === undefined ? undefined : { turn: last[0], route: last[1] }
  }
}
