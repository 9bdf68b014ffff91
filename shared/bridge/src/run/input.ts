import type { Turn, TurnMessage } from '../ports/gateway.ts'
import type { InboundRecord } from '../store/records.ts'
import type { ActiveTurn } from './active-turn.ts'
import type { Node } from './node.ts'
import { taskView } from './report.ts'

/** Finished turns that a new one gets as context. The gateway shortens them further to its model. */
const HISTORY_TURNS = 200

/** What the agent is given for a turn: its messages, what it has done already, and what went before and goes on beside it. */
export async function inputOf({ engine, meter }: Pick<Node, 'engine' | 'meter'>, active: ActiveTurn): Promise<Turn> {
  const { turn } = active
  const { find } = engine
  const [inbounds, journal, history, state] = await Promise.all([
    Promise.all(turn.inbounds.map((id) => find.record('inbound', id))),
    find.journal(turn.id),
    find.history(turn.session, turn.generation, HISTORY_TURNS),
    find.state(turn.session),
  ])
  active.journalLength = journal.length
  const [first] = inbounds
  if (first && turn.attempts === 1) meter.time('queue_wait', turn.startedAt - first.receivedAt)
  const steered = new Set(journal.flatMap(({ entry }) => (isSteer(entry) ? [entry.messageId] : [])))
  return {
    id: turn.id,
    session: turn.session,
    generation: turn.generation,
    attempt: turn.attempts,
    kind: turn.kind === 'parallel' ? 'parallel' : 'foreground',
    chat: turn.chat,
    messages: inbounds
      .filter((one) => one !== null)
      .filter(({ id }) => !steered.has(id))
      .map(messageOf),
    history,
    journal,
    tasks: state.turns.filter((other) => other.id !== turn.id).map(taskView),
  }
}

function messageOf(inbound: InboundRecord): TurnMessage {
  return {
    id: inbound.id,
    text: inbound.text,
    attachments: inbound.attachments,
    ...(inbound.quote === undefined ? {} : { quote: inbound.quote }),
    sender: inbound.sender,
    receivedAt: inbound.receivedAt,
  }
}

function isSteer(entry: unknown): entry is { readonly type: 'steer'; readonly messageId: string } {
  return (
    typeof entry === 'object' &&
    entry !== null &&
    'type' in entry &&
    entry.type === 'steer' &&
    'messageId' in entry &&
    typeof entry.messageId === 'string'
  )
}
