import type { Update } from 'grammy/types'
import type { Clock } from '../kit/clock.ts'
import type { JsonObject } from '../kit/json.ts'
import type { Watch } from '../kit/watch.ts'
import type { Limits } from './limits.ts'

const MAX_RANDOM_ID = 2 ** 30

/** The kinds of updates. */
export type UpdateType = Exclude<keyof Update, 'update_id'>

/** What a bot gets without asking for more. Source: types, getUpdates.allowed_updates; botapi Client.h:1456. */
const ON_REQUEST: readonly string[] = ['chat_member', 'message_reaction', 'message_reaction_count']

/** An update that waits for its bot. */
export interface QueuedUpdate {
  readonly id: number
  readonly body: JsonObject
  /** Updates of one lane go to a webhook one after the other. */
  readonly lane: string
  readonly expiresAt: number
}

/** The updates of one bot, until they are confirmed or too old. */
export class UpdateQueue {
  readonly #clock: Clock
  readonly #limits: Limits
  readonly #watch: Watch
  #waiting: QueuedUpdate[] = []
  #nextId: number
  #lastAt: number
  #allowed: readonly string[] = []
  #onPush: () => void = () => {}

  constructor(firstId: number, clock: Clock, limits: Limits, watch: Watch) {
    this.#nextId = firstId
    this.#watch = watch
    this.#clock = clock
    this.#limits = limits
    this.#lastAt = clock.now()
  }

  /** Told after every new update. */
  set onPush(run: () => void) {
    this.#onPush = run
  }

  /** What was last asked for; empty for the default. Unknown names are nothing, as on the server. */
  get allowed(): readonly string[] {
    return this.#allowed
  }

  /** Remembers what the bot wants from now on; nothing given changes nothing, an empty list means the default. */
  allow(types: unknown): void {
    if (Array.isArray(types)) this.#allowed = types.map((type) => String(type).toLowerCase())
  }

  /** Adds an update, unless the bot does not want its kind. */
  push(type: UpdateType, value: JsonObject, lane: string): void {
    const wanted = this.#allowed.length > 0 ? this.#allowed.includes(type) : !ON_REQUEST.includes(type)
    if (!wanted) return
    const now = this.#clock.now()
    if (now - this.#lastAt >= this.#limits.updateIdResetMs) this.#nextId = 1 + Math.floor(Math.random() * MAX_RANDOM_ID)
    this.#lastAt = now
    const ttlMs = type === 'callback_query' ? this.#limits.callbackUpdateTtlMs : this.#limits.updateTtlMs
    const id = this.#nextId
    this.#nextId += 1
    this.#waiting.push({ id, body: { update_id: id, [type]: value }, lane, expiresAt: now + ttlMs })
    this.#onPush()
    this.#watch.changed()
  }

  /** What is waiting and not too old. */
  list(): readonly QueuedUpdate[] {
    const now = this.#clock.now()
    this.#waiting = this.#waiting.filter(({ expiresAt }) => expiresAt > now)
    return this.#waiting
  }

  /**
   * What `getUpdates` does with its offset: what is before it is confirmed, a negative one keeps that many from the end.
   * One beyond the last id confirms nothing. Source: botapi, do_get_updates.
   */
  confirm(offset: number): void {
    if (offset < 0) this.#waiting = this.#waiting.slice(offset)
    else if (offset <= this.#nextId) this.#waiting = this.#waiting.filter(({ id }) => id >= offset)
    this.#watch.changed()
  }

  /** Forgets one, delivered to a webhook. */
  drop(id: number): void {
    this.#waiting = this.#waiting.filter((update) => update.id !== id)
    this.#watch.changed()
  }

  /** Forgets all. */
  clear(): void {
    this.#waiting = []
    this.#watch.changed()
  }
}
