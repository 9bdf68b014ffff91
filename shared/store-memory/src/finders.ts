import type { Finders, HistoryEntry, JournalRecord, SessionRecord, TurnRecord } from '@holdline/bridge'
import { contextOf, type Data } from './data.ts'
import { readState } from './state.ts'

/** Does a read: at once, or after what a simulation puts before it. */
export type Read = <T>(name: keyof Finders, read: () => T) => Promise<T>

/** The finders over a database's data. */
export function createFinders(data: Data, read: Read): Finders {
  const { tables } = data

  function journal(turnId: string): JournalRecord[] {
    return [...(data.journals.get(turnId)?.values() ?? [])].sort((a, b) => a.seq - b.seq)
  }

  function history(turn: TurnRecord): HistoryEntry {
    const inbounds = turn.inbounds.map((id) => tables.inbound.get(id)).filter((row) => row !== null)
    return { turn, inbounds, journal: journal(turn.id) }
  }

  function isWorthTelling({ key, lastOutcome }: SessionRecord): boolean {
    return lastOutcome !== undefined || data.runningTurns.of(key).size > 0 || data.liveInbounds.of(key).size > 0
  }

  return {
    record: (table, id) => read('record', () => tables[table].get(id)),
    sessions: () =>
      read('sessions', () =>
        tables.session
          .all()
          .filter(isWorthTelling)
          .sort(by(({ key }) => key)),
      ),
    state: (key) => read('state', () => readState(data, key, {})),
    runningTurns: (owner) =>
      read('runningTurns', () => {
        const owners = owner === undefined ? data.turnsByOwner.groups() : [owner]
        const turns = owners.flatMap((one) => data.turnsByOwner.of(one).values())
        return turns.sort((a, b) => a.number - b.number).sort(by(({ session }) => session))
      }),
    runningOwners: () => read('runningOwners', () => data.turnsByOwner.groups().sort()),
    expiredTurns: (now, routes, limit) => read('expiredTurns', () => data.leases.upTo(routes, now, limit)),
    dueSessions: (now, routes, limit) =>
      read('dueSessions', () => data.dueSessions.upTo(routes, now, limit).map(({ key }) => key)),
    dueNotices: (now, routes, limit) =>
      read('dueNotices', () =>
        data.dueNotices
          .upTo(routes, now, Number.POSITIVE_INFINITY)
          .filter(({ after }) => after === undefined || tables.outbox.get(after)?.state !== 'pending')
          .slice(0, limit),
      ),
    liveNotices: (routes, limit) =>
      read('liveNotices', () => data.noticesByRoute.upTo(routes, Number.POSITIVE_INFINITY, limit)),
    noticesOf: (key, limit) => read('noticesOf', () => data.noticesBySession.of(key).latest(limit)),
    outboxHeads: (now, routes, limit) => read('outboxHeads', () => data.outboxHeads.upTo(routes, now, limit)),
    journal: (turnId) => read('journal', () => journal(turnId)),
    history: (key, generation, limit) =>
      read('history', () => data.context.of(contextOf(key, generation)).latest(limit).reverse().map(history)),
    finishedTurns: (key, limit) => read('finishedTurns', () => data.finishedTurns.of(key).latest(limit)),
    log: (scope, after, limit) => read('log', () => data.log.after(scope, after, limit)),
    logBounds: (scope) => read('logBounds', () => data.log.bounds(scope)),
    value: (scope, key) => read('value', () => data.states.get(scope)?.get(key) ?? null),
    values: (scope) => read('values', () => new Map([...(data.states.get(scope) ?? [])].sort(by(([key]) => key)))),
  }
}

/** Orders by a text, the same on every machine. */
function by<T>(textOf: (value: T) => string): (a: T, b: T) => number {
  return (a, b) => (textOf(a) < textOf(b) ? -1 : textOf(a) > textOf(b) ? 1 : 0)
}
