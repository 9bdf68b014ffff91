import type { AgentEvent } from '../host/agent-event.ts'
import { isOurs } from '../suite/suite.ts'
import { OpenTools } from './open-tools.ts'
import type { RunNews } from './phase-of-event.ts'

/** Told about runs that other surfaces (control UI, cron, heartbeats) have in a host session. */
export interface ForeignRuns {
  /** Such a run began, or still works. */
  runs(sessionKey: string, runId: string): void
  /** It is gone. */
  gone(sessionKey: string, runId: string): void
}

type Listener = (news: RunNews) => void

/** How often a foreign run that still works is told again. */
const REPEAT_MS = 15_000

interface Foreign {
  readonly runId: string
  toldAt: number
}

/**
 * Follows the host's agent events: gives those of our turns to them, and tells which sessions other surfaces are busy
 * in. `run_status` events carry no session key, so the run ids of sessions are remembered.
 */
export class RunWatch {
  readonly #now: () => number
  readonly #listeners = new Map<string, Set<Listener>>()
  readonly #sessionOfRun = new Map<string, string>()
  readonly #tools = new Map<string, OpenTools>()
  readonly #foreign = new Map<string, Foreign>()
  readonly #told = new Set<ForeignRuns>()

  constructor(now: () => number) {
    this.#now = now
  }

  /** Takes an event of the host. */
  take(event: AgentEvent): void {
    const tools = this.#tools.get(event.runId) ?? new OpenTools()
    const news = tools.read(event, this.#now())
    const sessionKey = event.sessionKey ?? this.#sessionOfRun.get(event.runId)
    if (news === null || sessionKey === undefined) return
    if (news.type === 'started') this.#sessionOfRun.set(event.runId, sessionKey)
    if (news.type === 'ended') {
      this.#sessionOfRun.delete(event.runId)
      this.#tools.delete(event.runId)
    } else this.#tools.set(event.runId, tools)
    this.#watchForeign(sessionKey, event.runId, news)
    if (this.#foreign.get(sessionKey)?.runId === event.runId) return
    for (const listener of this.#listeners.get(sessionKey) ?? []) listener(news)
  }

  /** The run of one of our turns: its events belong to this session. */
  ours(runId: string, sessionKey: string): void {
    this.#sessionOfRun.set(runId, sessionKey)
  }

  /** Listens to our runs in a session. Returns how to stop. */
  listen(sessionKey: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(sessionKey) ?? new Set()
    this.#listeners.set(sessionKey, listeners)
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0) this.#listeners.delete(sessionKey)
    }
  }

  /** Learns about other surfaces' runs. Returns how to stop. */
  watchForeign(told: ForeignRuns): () => void {
    this.#told.add(told)
    for (const [sessionKey, { runId }] of this.#foreign) told.runs(sessionKey, runId)
    return () => this.#told.delete(told)
  }

  /** The run that another surface has in a session, if any. */
  foreignRun(sessionKey: string): string | undefined {
    return this.#foreign.get(sessionKey)?.runId
  }

  #watchForeign(sessionKey: string, runId: string, news: RunNews): void {
    const known = this.#foreign.get(sessionKey)
    if (news.type === 'started' && !isOurs(sessionKey)) {
      this.#foreign.set(sessionKey, { runId, toldAt: this.#now() })
      for (const told of this.#told) told.runs(sessionKey, runId)
    } else if (news.type === 'ended' && known?.runId === runId) {
      this.#foreign.delete(sessionKey)
      for (const told of this.#told) told.gone(sessionKey, runId)
    } else if (known?.runId === runId && this.#now() - known.toldAt >= REPEAT_MS) {
      known.toldAt = this.#now()
      for (const told of this.#told) told.runs(sessionKey, runId)
    }
  }
}
