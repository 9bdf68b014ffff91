import { LeaseLostError, type SessionBusyError } from '../errors.ts'
import type { Ended } from '../gate/lane.ts'
import { finish, type Release, release } from '../gate/turn.ts'
import type { OutboxPart, OutboxRecord, TurnRecord } from '../store/records.ts'
import { chatKeyOf, routeOf } from '../words/chat.ts'
import type { ActiveTurn } from './active-turn.ts'
import { logFailure } from './log-failure.ts'
import { gateContext, type Node } from './node.ts'
import type { RunEnd } from './outcome.ts'

/** The pause before a write is tried again while the store is away; doubled up to the lease. */
const STORE_RETRY_MS = 200

/** Cuts an answer to what its chat's channel takes. */
export type PartsOf = (turn: TurnRecord, text: string) => readonly OutboxPart[]

/** Writes how the runs of turns ended. */
export class Ending {
  readonly #node: Node
  readonly #partsOf: PartsOf

  constructor(node: Node, partsOf: PartsOf) {
    this.#node = node
    this.#partsOf = partsOf
  }

  /**
   * Makes a run's end durable: the outcome with the answer, or that the turn is given back. Resolves with how the turn
   * ended, or `null` where it did not, or is somebody else's by now.
   *
   * @throws {LeaseLostError} when another node has the turn
   */
  async write(active: ActiveTurn, end: RunEnd): Promise<Ended | null> {
    switch (end.type) {
      case 'lost':
        return null
      case 'drained':
        return await this.#release(active, { keep: true })
      case 'busy':
        return await this.#release(active, this.#handBack(end.error, active.turn.id))
      case 'answered':
      case 'ended':
        return await this.#finish(active, end)
      default:
        return end satisfies never
    }
  }

  #release({ lease }: ActiveTurn, how: Release): Promise<Ended | null> {
    return this.#untilStored(() =>
      this.#node.engine.decide(lease.session, { turnId: lease.turnId }, (state) =>
        release(state, lease, how, gateContext(this.#node)),
      ),
    )
  }

  #finish(active: ActiveTurn, end: Extract<RunEnd, { type: 'answered' | 'ended' }>): Promise<Ended> {
    const { lease, turn } = active
    if (end.type === 'ended' && end.outcome.type === 'failed')
      logFailure(this.#node.logger, turn, end.outcome.failure.code, end.error)
    const reply = end.type === 'answered' ? this.#replyOf(turn, end.result.text) : undefined
    const shown = this.#replyOf(turn, active.shown)
    const done = {
      outcome: end.type === 'answered' ? ({ type: 'completed' } as const) : end.outcome,
      journal: end.type === 'answered' ? end.result.journal : [],
      journalFrom: active.journalLength,
      ...(reply === undefined ? {} : { reply }),
      ...(shown === undefined ? {} : { shown }),
    }
    return this.#untilStored(() =>
      this.#node.engine.decide(lease.session, { turnId: lease.turnId }, (state) =>
        finish(state, lease, done, gateContext(this.#node)),
      ),
    )
  }

  /** Another surface has the session: look again after what it said, or a lease. */
  #handBack({ retryAfterMs, holder }: SessionBusyError, turnId: string): Release {
    const until = this.#node.clock.now() + (retryAfterMs ?? this.#node.rules.leaseMs)
    const hold = holder === 'another surface' ? { hold: { run: turnId, until } } : {}
    return { keep: false, notBefore: until, ...hold }
  }

  /** Tries a write until the store takes it, the lease is lost, or the lease would have ended anyway. */
  async #untilStored<T>(write: () => Promise<T>): Promise<T> {
    const giveUpAt = this.#node.clock.now() + this.#node.rules.leaseMs
    for (let pause = STORE_RETRY_MS; ; pause *= 2) {
      try {
        return await write()
      } catch (error) {
        if (error instanceof LeaseLostError || this.#node.clock.now() + pause > giveUpAt) throw error
        await new Promise<void>((resolve) => this.#node.clock.after(pause, resolve))
      }
    }
  }

  /** What is to be sent of a text; nothing where there are no words in it. */
  #replyOf(turn: TurnRecord, text: string): OutboxRecord | undefined {
    if (text.trim() === '') return undefined
    return {
      id: `reply-${turn.id}`,
      session: turn.session,
      chatKey: chatKeyOf(turn.chat),
      chat: turn.chat,
      route: routeOf(turn.chat),
      turnId: turn.id,
      parts: this.#partsOf(turn, text),
      sentParts: 0,
      replyTo: turn.replyTo,
      mention: [],
      messageId: agentMessageId(turn),
      state: 'pending',
      attempts: 0,
      notBefore: 0,
      createdAt: this.#node.clock.now(),
      refs: [],
    }
  }
}

/** The id of the agent's message that answers a turn: streamed and final form share it. */
export function agentMessageId(turn: Pick<TurnRecord, 'id'>): string {
  return `a-${turn.id}`
}
