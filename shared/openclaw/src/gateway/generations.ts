import type { Turn } from '@holdline/bridge'
import type { AgentRoute, HostSession } from '../host/api.ts'
import { busy, WINDING_UP_MS } from './dispatch-turn.ts'
import { giveToHost } from './host-command.ts'
import type { GatewayParts } from './parts.ts'

/** The state scope that keeps which of our generations each host session is in. */
const SCOPE = 'openclaw-generation'

/** The generation that a session begins with. */
const FIRST = 1

/**
 * Has the host begin a new session when the turn is of a newer generation than the host's. Done before the first turn
 * of a generation, whoever began it: a person, the command line of another process, or a start after a crash.
 */
export async function bringToGeneration(turn: Turn, route: AgentRoute, parts: GatewayParts): Promise<void> {
  const known = await parts.engine.find.value(SCOPE, turn.session)
  if (turn.generation <= (typeof known === 'number' ? known : FIRST)) return
  const sender = turn.messages[0]?.sender ?? { id: 'holdline' }
  const before = sessionOf(route, parts)
  const id = `new-${turn.id}-${parts.clock.now()}`
  await giveToHost({ id, chat: turn.chat, sender, text: '/new', commands: true }, route, parts)
  // While the host winds up an aborted run it drops commands without a word.
  const after = sessionOf(route, parts)
  if (before !== undefined && after?.lifecycleRevision === before.lifecycleRevision)
    throw busy(turn, WINDING_UP_MS, 'this node')
  await parts.engine.updateValue(SCOPE, turn.session, () => turn.generation)
}

function sessionOf({ agentId, sessionKey }: AgentRoute, { runtime }: GatewayParts): HostSession | undefined {
  return runtime.agent.session.getSessionEntry({ agentId, sessionKey })
}
