import {
  type Aside,
  type Gateway,
  pause,
  SessionBusyError,
  type SteerEntry,
  type Turn,
  type TurnReport,
  type TurnResult,
} from '@holdline/bridge'
import type { AgentRoute } from '../host/api.ts'
import { windsUp } from '../suite/suite.ts'
import { Asking } from './asking.ts'
import { type Beside, busy, dispatchTurn, NOTHING_BESIDE, WINDING_UP_MS } from './dispatch-turn.ts'
import { bringToGeneration } from './generations.ts'
import { giveToHost } from './host-command.ts'
import { asideEntry, readJournal, type TurnPast, toldEntry } from './journal.ts'
import { questionOf, replyText } from './message-text.ts'
import type { GatewayParts } from './parts.ts'
import { followResumed } from './resumed-turn.ts'
import { asideFor, asideOf, occupy, sideContext, sideNews } from './side-session.ts'
import { Steering } from './steering.ts'

/** The pause before a message that met another surface's run is tried again; the run's end wakes it earlier. */
const BUSY_RETRY_MS = 15_000

/**
 * Commands of the host that go to it at once, past our lane: it answers them beside its running agent, or they are the
 * answer that the agent waits for.
 */
const HOST_COMMANDS: ReadonlySet<string> = new Set(['approve', 'steer', 'btw', 'model', 'models', 'reset', 'compact'])

const COMMAND = /^\/([a-z_]+)(?:\s|$)/i

/**
 * The host's agent as a {@link Gateway}. What runs beside a turn runs in a side session, what is said to a running turn is
 * injected by the host. A turn cannot be erased by a plugin today, so that says no, and people are told what happens
 * instead.
 */
export function createOpenClawGateway(parts: GatewayParts): Gateway {
  /** Turns that have asked something: the host reads what is written next as the answer. */
  const asking = new Asking()

  return {
    capabilities: { resume: true, steer: true, parallel: true, erase: false },

    async run(turn, report, signal) {
      signal.throwIfAborted()
      const answered = (): void => asking.delete(turn)
      // What is written to a turn that has been stopped is a message as any other.
      signal.addEventListener('abort', answered, { once: true })
      const watch = (route: AgentRoute): TurnReport => ({
        ...passedOn(report),
        phase: (phase) => {
          if (phase.code === 'waiting_answer' && !signal.aborted) asking.add(turn, route)
          else answered()
          report.phase(phase)
        },
      })
      try {
        return await runTurn(turn, parts, watch, signal)
      } finally {
        signal.removeEventListener('abort', answered)
        answered()
      }
    },

    wants({ text, session, chat, sender }) {
      if (!parts.mayCommand(chat.channel, chat.account, sender.id)) return false
      const command = COMMAND.exec(text.trim())?.[1]?.toLowerCase()
      if (command !== undefined) return HOST_COMMANDS.has(command)
      const asked = asking.of(session)
      return asked === undefined ? false : { turn: asked.turn }
    },

    async tell({ session, chat, sender, text, dedupeKey }: Aside) {
      const native = COMMAND.exec(text.trim())?.[1]?.toLowerCase()
      const word = { id: dedupeKey, chat, sender, text, commands: true, ...(native === undefined ? {} : { native }) }
      const asked = native === undefined ? asking.of(session) : undefined
      return await giveToHost(word, asked?.route ?? parts.routes.of(chat), parts)
    },
  }
}

async function runTurn(
  turn: Turn,
  parts: GatewayParts,
  reportOf: (route: AgentRoute) => TurnReport,
  signal: AbortSignal,
): Promise<TurnResult> {
  const main = parts.routes.of(turn.chat)
  const past = readJournal(turn.journal)
  const aside = past.aside ?? asideFor(turn, main)
  const route = aside === undefined ? main : asideOf(main, aside)
  const report = reportOf(route)
  const end = occupy(route.sessionKey, turn.id)
  try {
    for (;;) {
      try {
        return await runIn(route, aside, turn, past, parts, report, signal)
      } catch (error) {
        if (!isWindingUp(error, route, parts)) throw error
        await pause(WINDING_UP_MS, parts.clock, signal)
      }
    }
  } finally {
    end()
  }
}

/**
 * Whether the host only winds up a run of ours that was stopped a moment ago. The turn keeps its lane meanwhile: back in
 * the queue, nobody could stop it, and people would be told of another place.
 */
function isWindingUp(error: unknown, { sessionKey }: AgentRoute, { clock }: GatewayParts): boolean {
  return error instanceof SessionBusyError && error.holder === 'this node' && windsUp(sessionKey, clock.now())
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
      const late = [...past.unsteered]
      const heard: TurnReport = {
        ...passedOn(report),
        checkpoint: async (entries) => {
          late.push(...(await report.checkpoint(entries)))
          return []
        },
      }
      const result = await followResumed(turn, route, past.said, parts, heard, signal)
      return await answerLate(late, result, turn, route, parts, report, signal)
    } finally {
      signal.removeEventListener('abort', abortHost)
    }
  }
  if (parts.watch.foreignRun(route.sessionKey) !== undefined) throw busy(turn, BUSY_RETRY_MS, 'another surface')
  if (aside === undefined) {
    await bringToGeneration(turn, route, parts)
    return await dispatchTurn(turn, route, parts, report, signal, newsFor(turn))
  }
  const { agentId, sessionKey } = route
  const isNew = parts.runtime.agent.session.getSessionEntry({ agentId, sessionKey }) === undefined
  const beside = { preface: isNew ? sideContext(turn) : '', entries: [asideEntry(aside)] }
  return await dispatchTurn(turn, route, parts, report, signal, beside)
}

/** What a turn of the main session is told of those beside it. A command never reaches the model: the next turn tells it. */
function newsFor(turn: Turn): Beside {
  const news = sideNews(turn.history)
  if (news.turns.length === 0 || COMMAND.test(questionOf(turn).trim())) return NOTHING_BESIDE
  return { preface: news.text, entries: [toldEntry(news.turns)] }
}

/** What was said to a turn that the host resumed by itself: each is given to it now, and answered in the same turn. */
async function answerLate(
  late: readonly SteerEntry[],
  result: TurnResult,
  turn: Turn,
  route: AgentRoute,
  parts: GatewayParts,
  report: TurnReport,
  signal: AbortSignal,
): Promise<TurnResult> {
  const texts = [result.text]
  const steering = new Steering(
    turn,
    route,
    parts,
    report,
    async (payload) => {
      const text = replyText(payload)
      if (text !== '') texts.push(text)
      return { messageIds: [`${turn.id}-late-${texts.length}`], visibleReplySent: true }
    },
    signal,
  )
  for (const steer of late) steering.give(steer)
  await steering.settled()
  return { ...result, text: texts.filter((text) => text !== '').join('\n\n') }
}

/** A report whose methods can be replaced one by one; it may be an instance of a class. */
function passedOn(report: TurnReport): TurnReport {
  return {
    phase: (phase) => report.phase(phase),
    progress: () => report.progress(),
    partial: (text) => report.partial(text),
    checkpoint: (entries) => report.checkpoint(entries),
    tasks: () => report.tasks(),
    cancelTask: (number) => report.cancelTask(number),
  }
}
