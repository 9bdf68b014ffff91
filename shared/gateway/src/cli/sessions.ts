import { gate, type SessionLine, sessionExplanation, sessionLine } from '@holdline/bridge'
import type { Config } from '../config/schema.ts'
import { EXIT } from './exit-codes.ts'
import { print, table } from './output.ts'
import { withStore } from './store.ts'

/** Turns and notices that `explain` looks back on. */
const HISTORY = 20

interface Options {
  readonly json: boolean
}

/** `sessions list`: what every session does. */
export async function listSessions(config: Config, options: Options & { readonly stuck: boolean }): Promise<number> {
  const lines = await withStore(
    config,
    async ({ engine }) => {
      const now = Date.now()
      const sessions = await engine.find.sessions()
      return await Promise.all(
        sessions.map(async ({ key }) => sessionLine(key, await engine.find.state(key), now, config.warnAfterMs)),
      )
    },
    (): SessionLine[] => [],
  )
  const shown = options.stuck ? lines.filter((line) => line.stuck) : lines
  if (options.json) print(JSON.stringify({ sessions: shown }))
  else if (shown.length === 0) print(options.stuck ? 'no session is stuck' : 'no sessions yet')
  else print(table([['SESSION', 'STATE', 'REASON', 'SINCE', 'QUEUED', 'LAST'], ...shown.map(row)]))
  return EXIT.done
}

/** `sessions explain`: why a session is as it is. */
export async function explainSession(config: Config, key: string, options: Options): Promise<number> {
  return await withStore(
    config,
    async ({ engine }) => {
      const state = await engine.find.state(key)
      if (state.session === null) return noSuchSession(key)
      const [notices, history] = await Promise.all([
        engine.find.noticesOf(key, HISTORY),
        engine.find.finishedTurns(key, HISTORY),
      ])
      const story = sessionExplanation(key, state, notices, history, Date.now(), config.warnAfterMs)
      if (options.json) {
        print(JSON.stringify(story))
        return EXIT.done
      }
      const facts = [
        ['session', story.key],
        ['state', stateOf(story)],
        ['reason', story.reason ?? '-'],
        ['since', story.since ?? '-'],
        ['last progress', story.lastProgressAt ?? '-'],
        ['turn', story.turnId ?? '-'],
        ['attempts', String(story.attempts)],
        [
          'lease',
          story.lease === null
            ? '-'
            : `${story.lease.owner || 'nobody'}, epoch ${story.lease.epoch}, until ${story.lease.expiresAt}`,
        ],
        ['generation', String(story.generation)],
        ['last outcome', story.lastOutcome ?? '-'],
      ]
      print(table(facts))
      for (const message of story.queue) print(`  ${message.state}  ${message.messageId}  ${message.receivedAt}`)
      for (const past of story.history)
        print(
          `  ${past.finishedAt ?? past.startedAt}  ${past.outcome ?? 'handed back'}${past.code === null ? '' : ` (${past.code})`}  ${past.turnId}`,
        )
      return EXIT.done
    },
    () => noSuchSession(key),
  )
}

/** `sessions abort`: stops what runs; `--clear-queue` drops what waits as well. The chats are told. */
export async function abortSession(
  config: Config,
  key: string,
  options: Options & { readonly clearQueue: boolean },
): Promise<number> {
  return await withStore(
    config,
    async ({ engine, context }) => {
      if ((await engine.find.record('session', key)) === null) return noSuchSession(key)
      const managed = await engine.decide(key, {}, (state) => gate.abort(state, key, options.clearQueue, context()))
      const result = { key, aborted: managed.cancelled.length > 0, cleared: managed.cleared }
      if (options.json) print(JSON.stringify(result))
      else
        print(
          `${result.aborted ? 'aborted' : 'nothing was running'}${options.clearQueue ? `, ${result.cleared} waiting dropped` : ''}`,
        )
      return EXIT.done
    },
    () => noSuchSession(key),
  )
}

/** `sessions reset`: stops what runs, drops what waits, and begins a new generation of the session. */
export async function resetSession(config: Config, key: string, options: Options): Promise<number> {
  return await withStore(
    config,
    async ({ engine, context }) => {
      if ((await engine.find.record('session', key)) === null) return noSuchSession(key)
      const managed = await engine.decide(key, {}, (state) => gate.reset(state, key, context()))
      const result = { key, reset: true, aborted: managed.cancelled.length > 0, cleared: managed.cleared }
      if (options.json) print(JSON.stringify(result))
      else print(`a new session has begun${result.cleared > 0 ? `, ${result.cleared} waiting dropped` : ''}`)
      return EXIT.done
    },
    () => noSuchSession(key),
  )
}

function noSuchSession(key: string): number {
  process.stderr.write(`holdline: there is no session "${key}"; "holdline sessions list" shows them all\n`)
  return EXIT.noSuchSession
}

function stateOf(line: SessionLine): string {
  return line.stuck ? 'stuck' : line.busy ? 'busy' : 'idle'
}

function row(line: SessionLine): string[] {
  return [line.key, stateOf(line), line.reason ?? '-', line.since ?? '-', String(line.queued), line.lastOutcome ?? '-']
}
