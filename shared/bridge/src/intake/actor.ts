import { type Acted, type ActRequest, act } from '../gate/act.ts'
import { gateContext, type Node } from '../run/node.ts'
import type { InboundRecord, TurnRecord } from '../store/records.ts'
import type { SessionKey } from '../words/session.ts'
import { hear } from './hear.ts'
import type { IntakeHost } from './host.ts'

/** Carries out wishes, whether tapped or written: one transaction, then what it leads to. */
export class Actor {
  readonly #node: Node
  readonly #host: IntakeHost

  constructor(node: Node, host: IntakeHost) {
    this.#node = node
    this.#host = host
  }

  /** Carries out a wish; a redelivery does nothing again. */
  async act(request: ActRequest): Promise<Acted> {
    const { session, chat, key: dedupeKey, turnId } = request
    const came = { chat, dedupeKey, ...(turnId === undefined ? {} : { turnId }) }
    const acted = await hear(this.#node, session, came, (state) => act(state, request, gateContext(this.#node)))
    this.#node.meter.count('actions', { action: request.action, result: acted.result, via: request.via })
    this.#node.logger.info(
      {
        session: request.session,
        action: request.action,
        via: request.via,
        result: acted.result,
        repeated: acted.repeated,
      },
      'an action was taken',
    )
    this.#host.cancelled(acted.cancelled)
    this.#host.started(acted.started)
    this.#host.changed()
    if (request.action === 'new' && acted.result === 'done') await this.#newGeneration(request.session)
    return acted
  }

  /** The turn that a written `retry` means. */
  async lastFinished(session: SessionKey): Promise<TurnRecord | undefined> {
    const [last] = await this.#node.engine.find.finishedTurns(session, 1)
    return last
  }

  /** The messages of a turn, also when it has ended. */
  async messagesOf(turn: TurnRecord): Promise<InboundRecord[]> {
    const rows = await Promise.all(turn.inbounds.map((id) => this.#node.engine.find.record('inbound', id)))
    return rows.filter((row) => row !== null)
  }

  async #newGeneration(session: SessionKey): Promise<void> {
    const row = await this.#node.engine.find.record('session', session)
    if (row !== null) await this.#node.gateway.reset?.(session, row.generation)
  }
}
