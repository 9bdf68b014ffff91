import type { Engine, Route } from '@holdline/bridge'
import type { Waiting } from './metrics.ts'

/** Sessions without a running turn that are looked at: more would change nothing for who reads the number. */
const MOST_DUE = 10_000

/**
 * What waits in the queues of these accounts. A message waits behind a running turn, or its session is due: the others,
 * most of all that there ever were, need no look.
 */
export async function waitingIn(
  { find }: Pick<Engine, 'find'>,
  routes: readonly Route[],
  now: number,
): Promise<Waiting> {
  const [running, due] = await Promise.all([
    find.runningTurns(),
    find.dueSessions(Number.MAX_SAFE_INTEGER, routes, MOST_DUE),
  ])
  const keys = new Set([...running.map(({ session }) => session), ...due])
  const states = await Promise.all([...keys].map((key) => find.state(key)))
  const pending = states.flatMap(({ inbounds }) => inbounds.filter(({ state }) => state === 'pending'))
  const oldest = pending.reduce((earliest, { receivedAt }) => Math.min(earliest, receivedAt), now)
  return { messages: pending.length, oldestMs: now - oldest }
}
