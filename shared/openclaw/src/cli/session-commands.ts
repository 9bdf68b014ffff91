import {
  DEFAULT_RULES,
  type GateContext,
  gate,
  type SessionExplanation,
  type SessionLine,
  sessionExplanation,
  sessionLine,
} from '@holdline/bridge'
import { systemClock, systemEntropy } from '../node/environment.ts'
import type { OpenStore } from '../node/store.ts'

/** Turns and notices that `explain` looks back on. */
const HISTORY = 20

/** What `sessions abort` did, as `--json` prints it. A public contract. */
export interface Aborted {
  readonly key: string
  readonly aborted: boolean
  readonly cleared: number
}

/** What every session does. */
export async function listSessions({ engine }: OpenStore): Promise<readonly SessionLine[]> {
  const now = systemClock.now()
  const sessions = await engine.find.sessions()
  return await Promise.all(sessions.map(async ({ key }) => sessionLine(key, await engine.find.state(key), now)))
}

/** Why a session is as it is; `null` when there is none. */
export async function explainSession({ engine }: OpenStore, key: string): Promise<SessionExplanation | null> {
  const state = await engine.find.state(key)
  if (state.session === null) return null
  const [notices, history] = await Promise.all([
    engine.find.noticesOf(key, HISTORY),
    engine.find.finishedTurns(key, HISTORY),
  ])
  return sessionExplanation(key, state, notices, history, systemClock.now())
}

/** Stops what a session runs, and with `clearQueue` drops what waits; its chats are told. `null` when there is none. */
export async function abortSession(store: OpenStore, key: string, clearQueue: boolean): Promise<Aborted | null> {
  if ((await store.engine.find.record('session', key)) === null) return null
  const managed = await store.engine.decide(key, {}, (state) => gate.abort(state, key, clearQueue, contextOf(store)))
  return { key, aborted: managed.cancelled.length > 0, cleared: managed.cleared }
}

/** Stops, drops what waits, and begins anew: the host's session follows with the next message. */
export async function resetSession(
  store: OpenStore,
  key: string,
): Promise<(Aborted & { readonly reset: true }) | null> {
  if ((await store.engine.find.record('session', key)) === null) return null
  const managed = await store.engine.decide(key, {}, (state) => gate.reset(state, key, contextOf(store)))
  return { key, reset: true, aborted: managed.cancelled.length > 0, cleared: managed.cleared }
}

/** A process that owns nothing and starts nothing: it only writes wishes. */
function contextOf({ owners }: OpenStore): GateContext {
  const now = systemClock.now()
  return {
    now,
    owner: owners.bootId,
    routes: new Set(),
    rules: DEFAULT_RULES,
    capabilities: { resume: true, steer: true, parallel: true, erase: false },
    draining: false,
    isGone: (turn) => turn.expiresAt <= now || owners.isDead(turn.owner),
    id: () => systemEntropy.id(),
  }
}
