import type { Aside, Gateway, Turn, TurnReport, TurnResult } from '@holdline/bridge'
import type { AgentRoute } from '../host/api.ts'
import { busy, dispatchTurn } from './dispatch-turn.ts'
import { bringToGeneration } from './generations.ts'
import { giveToHost } from './host-command.ts'
import { asideEntry, readJournal, type TurnPast } from './journal.ts'
import { questionOf } from './message-text.ts'
import type { GatewayParts } from './parts.ts'
import { followResumed } from './resumed-turn.ts'
import { asideFor, asideOf, occupy, sideContext, sideNews } from './side-session.ts'

/** The pause before a message that met another surface's run is tried again; the run's end wakes it earlier. */
const BUSY_RETRY_MS = 15_000

/**
 * Commands of the host that go to it at once, past our lane: it answers them beside its running agent, or they are the
 * answer that the agent waits for.
 */
const HOST_COMMANDS: ReadonlySet<string> = new Set(['approve', 'steer', 'btw', 'model', 'models', 'reset', 'compact'])

const COMMAND = /^\/([a-z_]+)(?:\s|$)/i

/**
 * The host's agent as a {@link Gateway}. What runs beside a turn runs in a side session. A running turn cannot be steered
 * into or erased by a plugin today, so these capabilities say no, and people are told what happens instead.
 */
export function createOpenClawGateway(parts: GatewayParts): Gateway {
  /** Sessions whose running turn has asked something: the host reads what is written next as the answer. */
  const asking = new Set<string>()

  return {
    capabilities: { resume: true, steer: false, parallel: true, erase: false },

    async run(turn, report, signal) {
      signal.throwIfAborted()
      const watched: TurnReport = {
        phase: (phase) => {
          if (phase.code === 'waiting_answer') asking.add(turn.session)
          else asking.delete(turn.session)
          report.phase(phase)
        },
        progress: () => report.progress(),
        partial: (text) => report.partial(text),
        checkpoint: (entries) => report.checkpoint(entries),
        tasks: () => report.tasks(),
        cancelTask: (number) => report.cancelTask(number),
      }
      try {
        return await runTurn(turn, parts, watched, signal)
      } finally {
        asking.delete(turn.session)
      }
    },

    wants({ text, session, chat, sender }) {
      if (!parts.mayCommand(chat.channel, chat.account, sender.id)) return false
      const command = COMMAND.exec(text.trim())?.[1]?.toLowerCase()
      return command === undefined ? asking.has(session) : HOST_COMMANDS.has(command)
    },

    async tell({ chat, sender, text, dedupeKey }: Aside) {
      const native = COMMAND.exec(text.trim())?.[1]?.toLowerCase()
      const word = { id: dedupeKey, chat, sender, text, commands: true, ...(native === undefined ? {} : { native }) }
      return await giveToHost(word, parts.routes.of(chat), parts)
    },
  }
}

async function runTurn(turn: Turn, parts: GatewayParts, report: TurnReport, signal: AbortSignal): Promise<TurnResult> {
  const main = parts.routes.of(turn.chat)
  const past = readJournal(turn.journal)
  const aside = past.aside ?? asideFor(turn, main)
  const route = aside === undefined ? main : asideOf(main, aside)
  const end = occupy(route.sessionKey, turn.id)
  try {
    return await runIn(route, aside, turn, past, parts, report, signal)
  } finally {
    end()
  }
}

async function runIn(
  route: AgentRoute,
  aside: string | undefined,
  turn: Turn,
  past: TurnPast,
  parts: GatewayParts,
  report: TurnReport,
  signal: AbortSignal,
): Promise<TurnResult> {
  if (past.adopted) {
    const abortHost = (): void => {
      const sender = turn.messages[0]?.sender ?? { id: 'holdline' }
      const word = { id: `stop-${turn.id}`, chat: turn.chat, sender, text: '/stop', commands: true }
      giveToHost(word, route, parts).catch((error: unknown) =>
        parts.logger.warn({ turn: turn.id, error }, 'a resumed run could not be stopped'),
      )
    }
    signal.addEventListener('abort', abortHost, { once: true })
    try {
      return await followResumed(turn, route, past.said, parts, report, signal)
    } finally {
      signal.removeEventListener('abort', abortHost)
    }
  }
  if (parts.watch.foreignRun(route.sessionKey) !== undefined) throw busy(turn, BUSY_RETRY_MS, 'another surface')
  if (aside === undefined) {
    await bringToGeneration(turn, route, parts)
    return await dispatchTurn(turn, route, parts, report, signal)
  }
  await report.checkpoint([asideEntry(aside)])
  const { agentId, sessionKey } = route
  const isNew = parts.runtime.agent.session.getSessionEntry({ agentId, sessionKey }) === undefined
  const result = await dispatchTurn(turn, route, parts, report, signal, isNew ? sideContext(turn) : '')
  const main = parts.routes.of(turn.chat).sessionKey
  parts.runtime.system.enqueueSystemEvent(sideNews(questionOf(turn), result.text), { sessionKey: main })
  return result
}
