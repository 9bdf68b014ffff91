import type { Moves } from '../intake/moves.ts'
import type { ChatSettings } from '../options.ts'
import { type Channel, ChannelError, type Notice } from '../ports/channel.ts'
import type { Node } from '../run/node.ts'
import type { NoticeRecord } from '../store/records.ts'
import type { ChatRef, Route } from '../words/chat.ts'
import type { Json } from '../words/json.ts'
import { backoffMs } from './backoff.ts'
import { CLAIM_MS } from './claims.ts'
import { NoticeBudget } from './notice-budget.ts'
import { Pump } from './pump.ts'

/** Notices that are sent at once. */
const PARALLEL = 64

/** A notice that failed this often is given up: it says something about a moment that has passed. */
const MAX_FAILURES = 6

/** A debt is tried as often as an answer: with the backoff, for about a day. */
const MAX_DEBT_FAILURES = 300

/** Puts a notice into words. */
export type Render = (record: NoticeRecord) => Promise<Notice>

/**
 * Brings the platform's notices to what the store says they should show. Changes that come faster than the platform
 * takes edits are coalesced; the latest always wins. A notice whose send had an unknown result is not sent again.
 */
export class NoticePump {
  readonly #node: Node
  readonly #channels: ReadonlyMap<Route, Channel>
  readonly #moves: Moves
  readonly #settings: (chat: ChatRef) => Pick<ChatSettings, 'closedNotices'>
  readonly #render: Render
  readonly #budget: NoticeBudget
  readonly #pump: Pump<NoticeRecord>

  constructor(
    node: Node,
    channels: ReadonlyMap<Route, Channel>,
    moves: Moves,
    settings: (chat: ChatRef) => Pick<ChatSettings, 'closedNotices'>,
    render: Render,
  ) {
    this.#node = node
    this.#channels = channels
    this.#moves = moves
    this.#settings = settings
    this.#render = render
    this.#budget = new NoticeBudget(channels)
    this.#pump = new Pump({
      clock: node.clock,
      parallel: PARALLEL,
      due: (now, limit) => node.engine.find.dueNotices(now, [...channels.keys()], limit),
      keyOf: (notice) => notice.id,
      notBefore: (notice, now) => this.#budget.notBefore(notice, now),
      deliver: (notice) => this.#bring(notice),
      failed: (error) => node.logger.warn({ error }, 'notices could not be read'),
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

  /** Resolves with whether something changed. */
  async #bring(due: NoticeRecord): Promise<boolean> {
    try {
      return await this.#tryToBring(due)
    } catch (error) {
      this.#node.logger.warn({ notice: due.id, error }, 'a notice could not be updated')
      return false
    }
  }

  async #tryToBring(due: NoticeRecord): Promise<boolean> {
    const channel = this.#channels.get(due.route)
    if (channel === undefined) return false
    const { engine, clock, id } = this.#node
    const now = clock.now()
    let wasClaimed = false
    const claimed = await engine.update('notice', due.id, (row) => {
      const free = row !== null && row.revision > row.sent && (row.claim === undefined || row.claim.until <= now)
      // Its turn has ended since it was found: the end waits for the answer.
      if (!free || row.after !== due.after) return undefined
      wasClaimed = row.claim !== undefined
      return { ...row, claim: { owner: id, until: now + CLAIM_MS } }
    })
    if (claimed === undefined) return false
    try {
      const ref = await this.#show(channel, claimed, wasClaimed)
      this.#budget.shown(claimed, clock.now())
      const found = ref === undefined ? {} : { ref }
      const shown = (row: NoticeRecord): NoticeRecord => ({
        ...row,
        sent: Math.max(row.sent, claimed.revision),
        failures: 0,
        ...found,
      })
      await this.#release(claimed, shown, found)
      if (claimed.sent === 0)
        this.#node.meter.time('busy_notice_latency', clock.now() - Math.max(claimed.openedAt, claimed.notBefore))
      this.#node.meter.count('notices', { content: claimed.content.type, reason: reasonOf(claimed) })
    } catch (error) {
      await this.#failed(claimed, wasClaimed, error)
    }
    return true
  }

  async #show(channel: Channel, record: NoticeRecord, wasClaimed: boolean): Promise<Json | undefined> {
    if (record.ref !== undefined && this.#vanishes(record) && (await this.#retire(channel, record, record.ref))) {
      return undefined
    }
    if (record.ref !== undefined && channel.capabilities.edit && channel.edit !== undefined) {
      try {
        return await channel.edit(record.ref, await this.#words(record))
      } catch (error) {
        if (!(error instanceof ChannelError) || error.effect !== 'gone') throw error
        if (record.state === 'closed' && !isDebt(record)) return undefined
        return await this.#send(channel, await this.#withoutMessage(record))
      }
    }
    const crashed = wasClaimed && record.sent === 0 && !channel.capabilities.idempotentSend
    const middle = record.sent > 0 && record.content.type === 'busy'
    return (crashed || middle) && !isDebt(record) ? undefined : await this.#send(channel, record)
  }

  /** Deletes a notice. Resolves with whether it is gone; one that may no longer be deleted is closed by an edit. */
  async #retire(channel: Channel, record: NoticeRecord, ref: Json): Promise<boolean> {
    if (channel.retire === undefined) return false
    try {
      await channel.retire(ref, this.#moves.current(record.chat))
      return true
    } catch (error) {
      if (error instanceof ChannelError && error.effect === 'rejected') return false
      if (error instanceof ChannelError && error.effect === 'gone') return true
      throw error
    }
  }

  async #send(channel: Channel, record: NoticeRecord): Promise<Json> {
    this.#budget.sent(record, this.#node.clock.now())
    return await channel.notify(await this.#words(record))
  }

  async #words(record: NoticeRecord): Promise<Notice> {
    return { ...(await this.#render(record)), chat: this.#moves.current(record.chat) }
  }

  /** Whether the operator wants notices of turns that went well to be deleted. */
  #vanishes({ state, content, chat }: NoticeRecord): boolean {
    const well = content.type === 'outcome' && content.outcome.type === 'completed'
    return state === 'closed' && well && this.#settings(chat).closedNotices === 'delete'
  }

  async #failed(record: NoticeRecord, wasClaimed: boolean, error: unknown): Promise<void> {
    const effect = error instanceof ChannelError ? error.effect : 'unknown'
    const failures = record.failures + 1
    if (error instanceof ChannelError && error.movedTo !== undefined) await this.#moves.add(record.chat, error.movedTo)
    const most = isDebt(record) ? MAX_DEBT_FAILURES : MAX_FAILURES
    const dead = effect === 'blocked' || effect === 'rejected' || failures >= most
    const resends = isDebt(record) || this.#channels.get(record.route)?.capabilities.idempotentSend === true
    const isUnsure = (row: NoticeRecord): boolean => effect === 'unknown' && !resends && row.ref === undefined
    const asked = error instanceof ChannelError ? error.retryAfterMs : undefined
    const notBefore = this.#node.clock.now() + backoffMs(failures, this.#node.entropy.random(), asked)
    this.#node.logger.warn(
      { notice: record.id, turn: record.turnId, failures, effect, error },
      dead ? 'a notice was given up' : 'a notice could not be shown',
    )
    await this.#release(
      record,
      (row) =>
        dead || isUnsure(row)
          ? { ...row, failures, sent: record.revision }
          : { ...(effect === 'gone' ? unsent(row) : row), failures, notBefore: Math.max(row.notBefore, notBefore) },
      // This try, or one before it, may have arrived: the lapsed claim says that somebody may have seen it.
      { mayHaveArrived: effect === 'unknown' || wasClaimed },
    )
    this.#node.clock.after(notBefore - this.#node.clock.now(), () => this.#pump.poke())
  }

  /**
   * Writes what became of a claimed notice. Where the claim has lapsed and another node has shown something since, this
   * node's late call may have overwritten it: the latest is shown once more, where this node found it.
   */
  async #release(
    claimed: NoticeRecord,
    change: (row: NoticeRecord) => NoticeRecord,
    { ref, mayHaveArrived = false }: { readonly ref?: Json; readonly mayHaveArrived?: boolean } = {},
  ): Promise<void> {
    const edits = this.#channels.get(claimed.route)?.capabilities.edit === true
    await this.#node.engine.update('notice', claimed.id, (row) => {
      if (row === null) return undefined
      if (row.claim?.owner === this.#node.id && row.claim.until === claimed.claim?.until) {
        const { claim, ...rest } = change(row)
        return mayHaveArrived && claim !== undefined ? { ...rest, claim: { ...claim, until: 0 } } : rest
      }
      const isOurs = row.ref === undefined || JSON.stringify(row.ref) === JSON.stringify(claimed.ref)
      const shownAt = isOurs ? (ref ?? row.ref) : row.ref
      return edits && shownAt !== undefined ? { ...row, ref: shownAt, revision: row.revision + 1 } : undefined
    })
  }

  /** The message is gone, and a new one is on its way: should that not be heard of, the old handle must not be asked. */
  async #withoutMessage(record: NoticeRecord): Promise<NoticeRecord> {
    const row = await this.#node.engine.update('notice', record.id, (known) =>
      known?.claim?.owner === this.#node.id ? unsent(known) : undefined,
    )
    return row === undefined ? record : { ...record, gone: row.gone ?? 0 }
  }
}

/**
 * Whether a notice says something that a person is owed: better twice than never. What only says how things stand is
 * not sent again where it may have arrived, and is not sent between the beginning and the end where it cannot be edited.
 */
function isDebt({ content }: NoticeRecord): boolean {
  switch (content.type) {
    case 'busy':
      return content.latest?.type === 'refused'
    case 'outcome':
      return content.outcome.type !== 'completed'
    case 'info':
      return true
    default:
      return content satisfies never
  }
}

/** A notice whose message is gone: the next one is a new message, also to a platform that recognises repeated sends. */
function unsent({ ref: _, ...row }: NoticeRecord): NoticeRecord {
  return { ...row, sent: 0, gone: (row.gone ?? 0) + 1 }
}

/** What a notice is about, for the metrics. */
function reasonOf({ content }: NoticeRecord): string {
  switch (content.type) {
    case 'busy':
      return content.phase.code
    case 'outcome':
      return content.outcome.type
    case 'info':
      return content.what
    default:
      return content satisfies never
  }
}
