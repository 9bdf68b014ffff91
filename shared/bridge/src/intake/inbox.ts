import { amend, redraw } from '../gate/manage.ts'
import type { BridgeOptions } from '../options.ts'
import type { Channel, Inbox } from '../ports/channel.ts'
import { gateContext, type Node } from '../run/node.ts'
import type { ChatRef } from '../words/chat.ts'
import type { Intake } from './intake.ts'
import type { Languages } from './languages.ts'
import type { Moves } from './moves.ts'

/** What stands behind the inboxes of all channels. */
export interface InboxParts {
  readonly node: Node
  readonly intake: Intake
  readonly languages: Languages
  readonly moves: Moves
  readonly sessionOf: BridgeOptions['sessionOf']
  /** Notices or the outbox have something to do. */
  changed(): void
}

/** Where one channel puts what it receives. */
export function inboxOf(channel: Channel, parts: InboxParts): Inbox {
  const { node, intake, languages, moves, sessionOf, changed } = parts
  const { engine } = node
  const amendIn = async (chat: ChatRef, ref: string, text: string | null): Promise<void> => {
    const session = sessionOf(chat)
    await engine.decide(session, {}, (state) => amend(state, session, { chat, ref }, text, gateContext(node)))
    changed()
  }
  return {
    message: (inbound) => intake.message(channel, inbound),
    tap: (tap) => intake.tap(channel, tap),
    edited: (chat, ref, text) => amendIn(chat, ref, text),
    recalled: (chat, ref) => amendIn(chat, ref, null),
    moved: (from, to) => moves.add(from, to),
    speaks: async (chat, person) => {
      if (!languages.hear(chat, person)) return
      const session = sessionOf(chat)
      await engine.decide(session, {}, (state) => redraw(state, session, chat))
      changed()
    },
    locale: (chat, person) => languages.of(chat, person),
  }
}
