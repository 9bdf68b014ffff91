import { settle } from '../gate/admit.ts'
import { Draft } from '../gate/draft.ts'
import { tellInfo } from '../gate/notices.ts'
import type { Moves } from '../intake/moves.ts'
import type { BridgeOptions } from '../options.ts'
import { type Channel, ChannelError } from '../ports/channel.ts'
import { gateContext, type Node } from '../run/node.ts'
import type { OutboxRecord } from '../store/records.ts'
import type { ChatRef, Route } from '../words/chat.ts'
import type { Json } from '../words/json.ts'
import { backoffMs, MAX_ATTEMPTS } from './backoff.ts'
import { CLAIM_MS } from './claims.ts'
import { Pump } from './pump.ts'

/** Chats that are sent to at once. */
const PARALLEL_CHATS = 64

/** Sends the outbox: per chat in order, part by part, until the platform has it or will never have it. */
export class OutboxPump {
  readonly #node: Node
  readonly #channels: ReadonlyMap<Route, Channel>
  readonly #moves: Moves
  readonly #blobs: NonNullable<BridgeOptions['blobs']>
  readonly #delivered: () => void
  readonly #pump: Pump<OutboxRecord>

  /** `delivered` is called when an entry has reached its end: what must come after it may go. */
  constructor(
    node: Node,
    channels: ReadonlyMap<Route, Channel>,
    moves: Moves,
    blobs: NonNullable<BridgeOptions['blobs']>,
    delivered: () => void,
  ) {
    this.#node = node
    this.#blobs = blobs
    this.#channels = channels
    this.#moves = moves
    this.#delivered = delivered
    this.#pump = new Pump({
      clock: node.clock,
      parallel: PARALLEL_CHATS,
      due: (now, limit) => node.engine.find.outboxHeads(now, [...channels.keys()], limit),
      keyOf: (entry) => entry.chatKey,
      deliver: (entry) => this.#tryToDeliver(entry),
      failed: (error) => node.logger.warn({ error }, 'the outbox could not be read'),
    })
  }

  poke(): void {
    this.#pump.poke()
  }

  /** Resolves when everything that was due has been tried. */
  whenQuiet(): Promise<void> {
    return this.#pump.whenQuiet()
  }

  /** Ends it; resolves when nothing is on its way. */
  stop(): Promise<void> {
    return this.#pump.stop()
  }

  async #tryToDeliver(entry: OutboxRecord): Promise<boolean> {
    try {
      await this.#deliver(entry)
      return true
    } catch (error) {
      // Not looked at again at once: a store that only refuses writes would be asked without a pause.
      this.#node.logger.warn({ outbox: entry.id, error }, 'an outbox entry could not be updated')
      return false
    }
  }

  async #deliver(head: OutboxRecord): Promise<void> {
    const channel = this.#channels.get(head.route)
    const { engine, clock, id } = this.#node
    const now = clock.now()
    const entry = await engine.update('outbox', head.id, (row) => {
      const free = row !== null && row.state === 'pending' && (row.claim === undefined || row.claim.until <= now)
      if (!free) return undefined
      const { heard: _h, firmUntil: _f, ...rest } = row
      return { ...rest, claim: { owner: id, until: now + CLAIM_MS }, attempts: row.attempts + 1 }
    })
    if (entry === undefined || channel === undefined) return
    try {
      if (!(await this.#sendParts(channel, entry))) return
      this.#node.meter.count('deliveries', { result: 'sent' })
      this.#delivered()
    } catch (error) {
      await this.#failed(entry, error)
    }
  }

  /** Resolves with whether all parts are sent: a claim that another node has by now ends it. */
  async #sendParts(channel: Channel, entry: OutboxRecord): Promise<boolean> {
    for (let part = entry.sentParts; part < entry.parts.length; part += 1) {
      const ref = await this.#sendPart(channel, entry, part, this.#moves.current(entry.chat))
      const done = part + 1 === entry.parts.length
      const until = this.#node.clock.now() + CLAIM_MS
      const kept = await this.#updateClaimed(entry, ({ claim, ...row }) => ({
        ...row,
        ...(done || claim === undefined ? {} : { claim: { ...claim, until } }),
        sentParts: part + 1,
        refs: [...row.refs, ref],
        state: done ? 'sent' : 'pending',
      }))
      if (kept === undefined) return false
    }
    return true
  }

  async #sendPart(channel: Channel, entry: OutboxRecord, index: number, chat: ChatRef): Promise<Json> {
    const part = entry.parts[index]
    if (part === undefined) throw new RangeError(`outbox entry ${entry.id} has no part ${index}`)
    const common = {
      chat,
      messageId: entry.messageId,
      part: index,
      parts: entry.parts.length,
      ...(index > 0 || entry.replyTo === undefined ? {} : { replyTo: entry.replyTo }),
      mention: index + 1 === entry.parts.length ? entry.mention : [],
      idempotencyKey: `${entry.id}-${index}`,
    }
    if (part.type === 'text' || channel.sendFile === undefined)
      return await channel.send({
        ...common,
        text: part.text,
        ...(part.buttons === undefined ? {} : { buttons: part.buttons }),
      })
    const file = { ...common, name: part.name ?? 'answer.md', content: part.text }
    if (part.blob === undefined) return await channel.sendFile(file)
    const bytes = await this.#blobs(part.blob)
    if (bytes === null) throw new ChannelError('rejected', 'the content of the file is gone')
    const { media, mimeType } = part
    return await channel.sendFile({
      ...file,
      bytes,
      ...(media === undefined ? {} : { media }),
      ...(mimeType === undefined ? {} : { mimeType }),
    })
  }

  async #failed(entry: OutboxRecord, error: unknown): Promise<void> {
    const { clock, entropy, logger, meter } = this.#node
    const effect = error instanceof ChannelError ? error.effect : 'unknown'
    if (error instanceof ChannelError && error.movedTo !== undefined) await this.#moves.add(entry.chat, error.movedTo)
    const dead = effect === 'blocked' || effect === 'rejected' || entry.attempts >= MAX_ATTEMPTS
    const asked = error instanceof ChannelError ? error.retryAfterMs : undefined
    const now = clock.now()
    const after = now + backoffMs(entry.attempts, entropy.random(), asked)
    const mayHaveArrived = effect === 'unknown' && this.#channels.get(entry.route)?.capabilities.idempotentSend !== true
    const firmUntil = mayHaveArrived ? after : asked === undefined ? undefined : now + asked
    const line = { chat: entry.chatKey, outbox: entry.id, attempts: entry.attempts, effect, error }
    if (dead) logger.error({ ...line, reference: entry.id }, 'an answer could not be delivered')
    else logger.warn(line, 'a delivery failed and is tried again')
    meter.count(dead ? 'dead_letters' : 'deliveries', { result: effect })
    // Told before it is given up: a crash in between must not leave a lost answer that nobody was told of.
    if (dead && effect !== 'blocked') await this.#tellDead(entry)
    const row = await this.#updateClaimed(entry, ({ claim: _, heard, ...rest }) => ({
      ...rest,
      state: dead ? 'dead' : 'pending',
      notBefore: heard === true ? Math.max(now, firmUntil ?? 0) : after,
      ...(firmUntil === undefined ? {} : { firmUntil }),
    }))
    if (dead) this.#delivered()
    else clock.after((row?.notBefore ?? after) - clock.now(), () => this.#pump.poke())
  }

  /** Writes what became of an entry, unless another node has claimed it. Resolves with what was written. */
  #updateClaimed(entry: OutboxRecord, change: (row: OutboxRecord) => OutboxRecord): Promise<OutboxRecord | undefined> {
    return this.#node.engine.update('outbox', entry.id, (now) =>
      now?.state === 'pending' && now.claim?.owner === this.#node.id ? change(now) : undefined,
    )
  }

  /** An answer that the platform will never take is told once, with a reference that the log line has too. */
  async #tellDead(entry: OutboxRecord): Promise<void> {
    const noticeId = `dead-${entry.id}`
    await this.#node.engine.decide(entry.session, { noticeId }, (state) => {
      if (state.notice !== null) return { changes: [], result: null }
      const ctx = gateContext(this.#node)
      const draft = new Draft(entry.session, state)
      tellInfo(
        draft,
        { chat: entry.chat, ...(entry.replyTo === undefined ? {} : { replyTo: entry.replyTo }) },
        { type: 'info', what: 'delivery_failed', reference: entry.id },
        { ...ctx, id: () => noticeId },
      )
      settle(draft, ctx)
      return { changes: draft.changes(), result: null }
    })
  }
}
