import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Change, type Engine, type PurgeLimits, routeOf, type Want } from '@holdline/bridge'
import { createMemoryEngine } from '@holdline/store-memory'
import { openSqliteEngine } from '@holdline/store-sqlite'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import {
  CHAT,
  elsewhere,
  finished,
  inbound,
  NOW,
  notice,
  outbox,
  put,
  ROUTE,
  session,
  step,
  turn,
} from './engine/samples.ts'

/*
 * Engines differ only in where they keep things: after any sequence of calls all questions have the same answers.
 */

const RUNS = 60
const LONGEST = 20
const ROUTES = [ROUTE, 'telegram:default']
const SESSIONS = ['a', 'b']
const TIMES = [0, 1, 2, 3].map((offset) => NOW + offset)

// Numbers that the gate gives out once, such as a message's place in the queue, are made from the id.
const id = fc.constantFrom('1', '2', '3', '4')
const key = fc.constantFrom(...SESSIONS)
const time = fc.constantFrom(...TIMES)
const chat = fc.constantFrom(CHAT, elsewhere('g1'))
const claim = fc.option(fc.record({ owner: fc.constant('node-1'), until: time }), { nil: undefined })

const sessionPut = fc
  .record({
    key,
    generation: fc.nat(2),
    due: fc.option(fc.record({ dueAt: time, dueRoute: fc.constantFrom(...ROUTES) })),
    done: fc.boolean(),
  })
  .map(({ due, done, ...row }) =>
    put('session', session({ ...row, ...due, ...(done ? { lastOutcome: 'completed' } : {}) })),
  )
const inboundPut = fc
  .record({
    id,
    session: key,
    state: fc.constantFrom('pending', 'claimed', 'answered', 'dropped'),
    turnId: id,
    receivedAt: time,
    dedupeKey: id,
  })
  .map((row) => put('inbound', inbound(row.id, { ...row, seq: Number(row.id) })))
const turnPut = fc
  .record({
    id,
    session: key,
    generation: fc.nat(2),
    owner: fc.constantFrom('node-1', 'node-2'),
    epoch: fc.nat(2),
    expiresAt: time,
    chat,
    inbounds: fc.uniqueArray(id),
    ended: fc.option(fc.record({ finishedAt: time, contextSeq: fc.nat(9), erased: fc.boolean() })),
  })
  .map(({ ended, ...fields }) => {
    const row = { ...fields, number: Number(fields.id) }
    return put('turn', ended === null ? turn(row.id, row) : finished(row.id, { ...row, ...ended }))
  })
const noticePut = fc
  .record({
    id,
    session: key,
    state: fc.constantFrom('live', 'closed'),
    turnId: id,
    revision: fc.nat(3),
    sent: fc.nat(3),
    notBefore: time,
    after: id,
    claim,
    chat,
  })
  .map(({ claim, ...row }) =>
    put(
      'notice',
      notice(row.id, {
        ...row,
        openedAt: NOW + Number(row.id),
        route: routeOf(row.chat),
        ...(claim === undefined ? {} : { claim }),
      }),
    ),
  )
const outboxPut = fc
  .record({
    id,
    session: key,
    state: fc.constantFrom('pending', 'sent', 'dead'),
    notBefore: time,
    createdAt: time,
    claim,
    chat,
  })
  .map(({ claim, ...row }) => put('outbox', outbox(row.id, { ...row, ...(claim === undefined ? {} : { claim }) })))
const other: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ type: fc.constant('journal'), row: fc.tuple(id, fc.nat(3)).map(([turnId, seq]) => step(turnId, seq)) }),
  fc.record({ type: fc.constant('log'), scope: key, subject: id, body: fc.nat(9) }),
  fc.record({ type: fc.constant('state'), scope: key, key: id, value: fc.option(fc.nat(9)) }),
  fc.record({
    type: fc.constant('act'),
    row: fc.record({ key: id, session: key, at: time, result: fc.constantFrom('done', 'finished') }),
  }),
)
const changes = fc.array(fc.oneof(sessionPut, inboundPut, turnPut, noticePut, outboxPut, other), { maxLength: 4 })

type Call =
  | { readonly call: 'write'; readonly changes: readonly Change[] }
  | { readonly call: 'decide'; readonly key: string; readonly want: Want; readonly changes: readonly Change[] }
  | { readonly call: 'update'; readonly id: string; readonly epoch: number }
  | { readonly call: 'renew'; readonly turnId: string; readonly epoch: number; readonly expiresAt: number }
  | { readonly call: 'append'; readonly scope: string; readonly subject: string; readonly floor: number }
  | { readonly call: 'purge'; readonly limits: PurgeLimits }

const want = fc.record({ turnId: id, inboundId: id, noticeId: id, dedupeKey: id })
const call: fc.Arbitrary<Call> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ call: fc.constant('write'), changes }) },
  { weight: 5, arbitrary: fc.record({ call: fc.constant('decide'), key, want, changes }) },
  fc.record({ call: fc.constant('update'), id, epoch: fc.nat(2) }),
  fc.record({ call: fc.constant('renew'), turnId: id, epoch: fc.nat(2), expiresAt: time }),
  fc.record({ call: fc.constant('append'), scope: key, subject: id, floor: fc.nat(30) }),
)
const purge: fc.Arbitrary<Call> = fc.record({
  call: fc.constant('purge'),
  limits: fc.record({ finishedBefore: time, dedupeBefore: time, logEntries: fc.nat(3) }),
})
// Calls made at once. A purge is not one transaction, so that calls beside it may come before or after its parts.
const calls = fc.oneof(
  { weight: 5, arbitrary: fc.array(call, { minLength: 1, maxLength: 5 }) },
  purge.map((only) => [only]),
)

function perform(engine: Engine, call: Call): Promise<unknown> {
  switch (call.call) {
    case 'write':
      return engine.write(call.changes)
    case 'decide':
      return engine.decide(call.key, call.want, (state) => ({ changes: call.changes, result: state }))
    case 'update':
      return engine.update('turn', call.id, (row) => (row === null ? undefined : { ...row, epoch: call.epoch }))
    case 'renew':
      return engine.renew([call], call.expiresAt)
    case 'append':
      return engine.append({ scope: call.scope, subject: call.subject, body: 0 }, call.floor)
    case 'purge':
      return engine.purge(call.limits)
  }
}

/** What an engine says to every question. */
async function answers({ find }: Engine): Promise<unknown> {
  const tables = ['session', 'inbound', 'turn', 'notice', 'outbox'] as const
  return {
    records: await Promise.all(
      tables.flatMap((table) => ['1', '2', '3', '4', ...SESSIONS].map((name) => find.record(table, name))),
    ),
    sessions: await find.sessions(),
    running: await find.runningTurns(),
    owners: [...(await find.runningOwners())].sort(),
    mine: await find.runningTurns('node-2'),
    perTime: await Promise.all(
      TIMES.map(async (now) => [
        await find.expiredTurns(now, ROUTES, 2),
        await find.dueSessions(now, ROUTES, 10),
        await find.dueNotices(now, ROUTES, 3),
        await find.outboxHeads(now, ROUTES, 10),
      ]),
    ),
    live: await find.liveNotices(ROUTES, 3),
    perSession: await Promise.all(
      SESSIONS.map(async (key) => [
        await find.state(key),
        await find.noticesOf(key, 3),
        await find.finishedTurns(key, 3),
        await find.history(key, 1, 2),
        await find.log(key, 0, 10),
        await find.logBounds(key),
        [...(await find.values(key))],
      ]),
    ),
    journal: await find.journal('1'),
  }
}

/** What a call comes to, as far as engines have to agree on it. */
async function outcome(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    (value) => ({ value }),
    () => 'refused',
  )
}

test('memory and SQLite answer alike after any calls', { timeout: 120_000 }, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'holdline-agreement-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(calls, { minLength: 1, maxLength: LONGEST }), async (rounds) => {
      const memory = createMemoryEngine()
      const sqlite = await openSqliteEngine({ path: join(directory, `${run++}.db`), synchronous: 'NORMAL' })
      try {
        for (const round of rounds) {
          const [theirs, ours] = [memory, sqlite].map((engine) => round.map((call) => outcome(perform(engine, call))))
          expect(await Promise.all(ours ?? [])).toEqual(await Promise.all(theirs ?? []))
        }
        expect(await answers(sqlite)).toEqual(await answers(memory))
      } finally {
        await sqlite.close()
      }
    }),
    { numRuns: RUNS },
  )
})
