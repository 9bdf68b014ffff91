import type { TokenClaims, Tokens } from '../actions/tokens.ts'
import type { BridgeOptions } from '../options.ts'
import type { Channel, Tap, TapAnswer } from '../ports/channel.ts'
import type { Node } from '../run/node.ts'
import type { NoticeRecord, TurnRecord } from '../store/records.ts'
import type { ActionResult } from '../words/action.ts'
import { chatKeyOf } from '../words/chat.ts'
import { isHeard } from './access.ts'
import type { Actor } from './actor.ts'
import type { IntakeHost } from './host.ts'
import type { Languages } from './languages.ts'

/** How far back a notice is looked for whose handle was lost. */
const NOTICES_OF_TURN = 50

/** Button presses: every one gets an answer, in the tapper's language. */
export class Taps {
  readonly #node: Node
  readonly #options: BridgeOptions
  readonly #languages: Languages
  readonly #tokens: Tokens
  readonly #actor: Actor
  readonly #host: IntakeHost

  constructor(
    node: Node,
    options: BridgeOptions,
    languages: Languages,
    tokens: Tokens,
    actor: Actor,
    host: IntakeHost,
  ) {
    this.#node = node
    this.#options = options
    this.#languages = languages
    this.#tokens = tokens
    this.#actor = actor
    this.#host = host
  }

  /** A button press from a channel. */
  async tap(channel: Channel, tap: Tap): Promise<TapAnswer> {
    const locale = this.#languages.of(tap.chat, tap.person)
    const answer = (result: ActionResult): TapAnswer => ({
      action: tap.action,
      noticeId: tap.noticeId ?? '',
      result,
      text: this.#host.tapText(result, tap.action, locale),
      ...(this.#isTranslated(channel, tap) ? { translations: this.#translations(result, tap.action) } : {}),
    })
    const refuse = (result: 'unknown' | 'expired' | 'forbidden'): TapAnswer => {
      this.#node.meter.count('actions', { action: 'refused', result, via: 'tap' })
      return answer(result)
    }
    // Who is not heard has no say by a button either.
    if (!isHeard(tap.person, this.#options.settings(tap.chat).access)) return refuse('forbidden')
    const claims = this.#tokens.read(tap.token)
    if (claims === null || claims.action !== tap.action) return refuse('unknown')
    const turn = await this.#node.engine.find.record('turn', claims.turnId)
    const endedAt = turn?.finishedAt
    if (turn === null && claims.action !== 'retry') {
      const held = await this.#ofHeld(claims.turnId, tap)
      if (held !== null) return answer(await this.#tapHeld(channel, tap, claims, held))
    }
    if (turn === null || (endedAt !== undefined && endedAt + this.#options.actionTtlMs <= this.#node.clock.now()))
      return refuse('expired')
    if (turn.session !== this.#options.sessionOf(tap.chat)) return refuse('forbidden')
    const acted = await this.#actor.act({
      session: turn.session,
      key: `tap:${channel.route}:${tap.dedupeKey}`,
      action: claims.action,
      via: 'tap',
      person: tap.person,
      chat: tap.chat,
      turnId: claims.turnId,
      ...(claims.inboundId === undefined ? {} : { inboundId: claims.inboundId }),
      answersInline: true,
      ...(claims.action === 'retry' ? { retry: await this.#actor.messagesOf(turn) } : {}),
    })
    if (tap.ref !== undefined) await this.#adopt(turn, tap)
    return answer(acted.result)
  }

  /** Whether a platform shows the tapper their own language out of several, and they have not chosen one themselves. */
  #isTranslated({ capabilities }: Channel, { chat, person }: Tap): boolean {
    return capabilities.translates === true && !this.#languages.hasChosen(chat, person)
  }

  #translations(result: ActionResult, action: string): Record<string, string> {
    const { languages } = this.#options.translator
    return Object.fromEntries(languages.map((language) => [language, this.#host.tapText(result, action, language)]))
  }

  /** The notice of a chat that waits for another surface: there is no turn yet that its buttons could name. */
  async #ofHeld(noticeId: string, tap: Tap): Promise<NoticeRecord | null> {
    const notice = await this.#node.engine.find.record('notice', noticeId)
    const ours = notice !== null && chatKeyOf(notice.chat) === chatKeyOf(tap.chat)
    return ours && notice.content.type !== 'info' ? notice : null
  }

  async #tapHeld(channel: Channel, tap: Tap, claims: TokenClaims, { session }: NoticeRecord): Promise<ActionResult> {
    const acted = await this.#actor.act({
      session,
      key: `tap:${channel.route}:${tap.dedupeKey}`,
      action: claims.action,
      via: 'tap',
      person: tap.person,
      chat: tap.chat,
      ...(claims.inboundId === undefined ? {} : { inboundId: claims.inboundId }),
      answersInline: true,
    })
    return acted.result
  }

  /** Gives a notice back its platform handle, which a crash had lost, so that it can be closed. */
  async #adopt(turn: TurnRecord, tap: Tap): Promise<void> {
    const { ref } = tap
    const notices = await this.#node.engine.find.noticesOf(turn.session, NOTICES_OF_TURN)
    const chat = chatKeyOf(tap.chat)
    const shown = JSON.stringify(ref)
    const lost = notices.find(
      (notice) =>
        notice.turnId === turn.id && notice.ref === undefined && notice.sent > 0 && chatKeyOf(notice.chat) === chat,
    )
    // The message of another notice, which is not lost, would be overwritten.
    const isAnothers = notices.some((notice) => notice.ref !== undefined && JSON.stringify(notice.ref) === shown)
    if (lost === undefined || ref === undefined || isAnothers) return
    await this.#node.engine.update('notice', lost.id, (row) =>
      row === null || row.ref !== undefined ? undefined : { ...row, ref, revision: row.revision + 1 },
    )
    this.#host.changed()
  }
}
