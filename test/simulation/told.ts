import { type ChatRef, chatKeyOf, type InboundRecord, type NoticeContent, type TurnRecord } from '@holdline/bridge'
import { toldKey } from './ledger.ts'
import type { World } from './world.ts'

/** What people in the chats have been told, as far as the platforms know. It judges nothing. */
export class Told {
  readonly #world: World
  /** What notices said of refusals when a message was dropped: one that already says it need not say it twice. */
  readonly #saidSo = new Map<string, readonly string[]>()

  constructor(world: World) {
    this.#world = world
  }

  /** To be called when a message has just been dropped. */
  noteDrop(inboundId: string): void {
    const refusals = [...this.#world.ledger.notices.values()].flatMap(({ id, revision, content }) =>
      content.type === 'busy' && content.latest?.type === 'refused' ? [toldKey(id, revision)] : [],
    )
    this.#saidSo.set(inboundId, refusals)
  }

  /** Whether the chat was told that a message was dropped: in a notice, or in the answer to who asked for it. */
  drop({ id, chat, dropped }: InboundRecord): boolean {
    const { shown } = this.#world.platformOf(chat)
    const since = this.#world.ledger.droppedIn.get(id) ?? 0
    if (this.#shown(chat, saysDrop, since)) return true
    const refused = dropped === 'full' || dropped === 'policy'
    return refused ? this.#saidSo.get(id)?.some((key) => shown.has(key)) === true : this.#answered(chat)
  }

  /** Whether the chat was told how a turn ended. */
  end({ id, chat, outcome }: TurnRecord): boolean {
    const says = (content: NoticeContent): boolean =>
      content.type === 'outcome' && content.outcome.type === outcome?.type
    return this.#shown(chat, says, 0, id)
  }

  /** Whether the chat was shown such words, or its platform refused for good to show a notice that may have had them. */
  #shown(chat: ChatRef, says: (content: NoticeContent) => boolean, since: number, turnId?: string): boolean {
    const { shown, refused } = this.#world.platformOf(chat)
    const { told, notices } = this.#world.ledger
    const here = (one: { readonly chat: ChatRef; readonly turnId?: string } | undefined): boolean =>
      one !== undefined && chatKeyOf(one.chat) === chatKeyOf(chat) && (turnId === undefined || one.turnId === turnId)
    if ([...refused.keys()].some((key) => here(notices.get(key)))) return true
    return [...told].some(
      ([key, { notice, content, commit }]) => here(notice) && commit >= since && says(content) && shown.has(key),
    )
  }

  /** Whether somebody in the session's chats asked for what drops messages, and was answered that it is done. */
  #answered(chat: ChatRef): boolean {
    const session = this.#world.sessionOf(chat)
    const events = this.#world.events.filter((event) => this.#world.sessionOf(event.chat) === session)
    return events.some(
      ({ answers, receipts }) =>
        answers.some(({ result, action }) => result === 'done' && (action === 'dequeue' || action === 'new')) ||
        receipts.some((receipt) => receipt.type === 'control' && receipt.answer?.result === 'done'),
    )
  }
}

function saysDrop(content: NoticeContent): boolean {
  if (content.type === 'busy') return content.latest?.type === 'refused'
  return content.type === 'info' && ['refused', 'new_session', 'dequeued', 'dropped'].includes(content.what)
}
