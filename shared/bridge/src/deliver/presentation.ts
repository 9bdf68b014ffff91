import type { Tokens } from '../actions/tokens.ts'
import type { Languages } from '../intake/languages.ts'
import type { BridgeOptions } from '../options.ts'
import type { Notice } from '../ports/channel.ts'
import type { PresentContext } from '../present/context.ts'
import { present } from '../present/present.ts'
import { presentRefusal } from '../present/present-refusal.ts'
import { presentTap } from '../present/present-tap.ts'
import { presentTranslations } from '../present/present-translations.ts'
import { estimateOf } from '../run/estimate.ts'
import type { Node } from '../run/node.ts'
import type { NoticeRecord } from '../store/records.ts'
import { type ActionName, type ActionResult, isActionName } from '../words/action.ts'
import type { ChatRef } from '../words/chat.ts'

/** Finished turns that an estimate looks back on. */
const ESTIMATE_TURNS = 20

/** Puts what the store says into words: for the right reader, with buttons that are allowed and tokens that hold. */
export class Presentation {
  readonly #node: Node
  readonly #options: BridgeOptions
  readonly #languages: Languages
  readonly #tokens: Tokens

  constructor(node: Node, options: BridgeOptions, languages: Languages, tokens: Tokens) {
    this.#node = node
    this.#options = options
    this.#languages = languages
    this.#tokens = tokens
  }

  /** A notice as its channel shows it now. */
  async render(record: NoticeRecord): Promise<Notice> {
    const estimate = record.content.type === 'busy' ? await this.#estimate(record) : undefined
    const content =
      record.content.type === 'busy' && estimate !== undefined
        ? { ...record.content, usually: estimate }
        : record.content
    const channel = this.#options.channels.find((one) => one.route === record.route)
    const ctx: PresentContext = {
      now: this.#node.clock.now(),
      locale: this.#languages.shared(record.chat, record.person),
      translator: this.#options.translator,
      ...(this.#options.timeZone === undefined ? {} : { timeZone: this.#options.timeZone }),
      ticks: channel?.capabilities.redrawEveryMs === undefined,
      actions: this.#actions(record.chat),
      token: (action, subject) => {
        const turnId = record.turnId ?? record.id
        return this.#tokens.mint({ action, turnId, ...(action === 'dequeue' ? { inboundId: subject } : {}) })
      },
    }
    const notice = present({ ...record, content }, ctx)
    if (channel?.capabilities.translates !== true || this.#languages.isChosen(record.chat, record.person)) return notice
    return { ...notice, translations: presentTranslations({ ...record, content }, notice, ctx) }
  }

  /** What a tapper is told. */
  tapText(result: ActionResult, action: string, locale: string, task?: number): string {
    const permission = isActionName(action) ? this.#options.rules.permissions[action] : undefined
    return presentTap(result, action, {
      locale,
      translator: this.#options.translator,
      ...(permission === undefined ? {} : { permission }),
      ...(task === undefined ? {} : { task }),
    })
  }

  /** What the sender of a refused message is told. */
  refusalText(why: 'full' | 'draining' | 'policy', locale: string): string {
    return presentRefusal(why, { locale, translator: this.#options.translator })
  }

  #actions(chat: ChatRef): readonly ActionName[] {
    const { parallel } = this.#node.gateway.capabilities
    return this.#options.settings(chat).actions.filter((action) => action !== 'background' || parallel)
  }

  async #estimate(record: NoticeRecord): Promise<ReturnType<typeof estimateOf>> {
    return estimateOf(await this.#node.engine.find.finishedTurns(record.session, ESTIMATE_TURNS))
  }
}
