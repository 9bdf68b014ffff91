/*
 * How fast durable decisions are, beside a raw `node:sqlite` insert loop in the same run on the same disk.
 *
 *     pnpm exec node test/bench/store.bench.ts [seconds per measurement]
 *
 * Every session has one running turn, three waiting messages and a live notice. `report` writes the turn (a phase and the
 * lease), `admit` accepts a message (session, message, notice) and answers the oldest one, so that the queue stays short.
 * The peer inserts a row of a message's size under a random id, in transactions as large as the number of callers.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Engine, SessionState, Verdict, Want } from '@holdline/bridge'
import { openSqliteEngine } from '@holdline/store-sqlite'
import { inbound, notice, put, session, turn } from '../contracts/engine/samples.ts'

const SECONDS = Number(process.argv[2] ?? 3)
const SESSIONS = 1_000
const WAITING = 3
const ID_BYTES = 12
const TIME_BYTES = 6

interface Measured {
  readonly 'per second': number
  readonly 'p50 ms': string
  readonly 'p99 ms': string
}

/** One kind of call, as the gate makes it. */
interface Subject {
  readonly want: () => Want
  readonly decision: (state: SessionState) => Verdict<null>
}

function randomId(): string {
  return randomBytes(ID_BYTES).toString('base64url')
}

/** As the gateways make them: new records stand together in the index. The platforms' keys of messages may be random. */
function newId(): string {
  const bytes = randomBytes(ID_BYTES)
  bytes.writeUIntBE(Date.now(), 0, TIME_BYTES)
  return bytes.toString('base64url')
}

function keyOf(index: number): string {
  return `agent:main:webchat:default:direct:${index}`
}

function newInbound(key: string, seq: number) {
  return inbound(newId(), { dedupeKey: randomId(), session: key, seq, receivedAt: Date.now() })
}

async function fill(engine: Engine): Promise<void> {
  for (let index = 0; index < SESSIONS; index += 1) {
    const key = keyOf(index)
    await engine.write([
      put('session', session({ key, nextSeq: WAITING })),
      put('turn', turn(`turn-${index}`, { session: key })),
      put('notice', notice(`notice-${index}`, { session: key, turnId: `turn-${index}` })),
      ...Array.from({ length: WAITING }, (_, seq) => put('inbound', newInbound(key, seq))),
    ])
  }
}

const report: Subject = {
  want: () => ({}),
  decision: ({ turns: [running] }) => {
    if (running === undefined) throw new Error('no turn runs')
    const row = { ...running, progressAt: running.progressAt + 1, expiresAt: running.expiresAt + 1 }
    return { changes: [put('turn', row)], result: null }
  },
}

const admit: Subject = {
  want: () => ({ dedupeKey: randomId(), chatKey: randomId() }),
  decision: ({ session: head, inbounds: [oldest], notices: [shown] }) => {
    if (head === null || oldest === undefined || shown === undefined) throw new Error('the session is not filled')
    const { key, nextSeq } = head
    return {
      changes: [
        put('session', { ...head, nextSeq: nextSeq + 1 }),
        put('inbound', { ...oldest, state: 'answered', turnId: 'turn-0' }),
        put('inbound', newInbound(key, nextSeq)),
        put('notice', { ...shown, revision: shown.revision + 1 }),
      ],
      result: null,
    }
  },
}

async function measure(callers: number, call: (index: number) => Promise<null>): Promise<Measured> {
  const took: number[] = []
  const start = performance.now()
  const until = start + SECONDS * 1_000
  let next = 0
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (performance.now() < until) {
        const before = performance.now()
        await call(next++)
        took.push(performance.now() - before)
      }
    }),
  )
  return measured(took, performance.now() - start, took.length)
}

function measured(took: number[], elapsedMs: number, count: number): Measured {
  took.sort((a, b) => a - b)
  const at = (part: number) => took[Math.floor(took.length * part)] ?? 0
  return {
    'per second': Math.round((count * 1_000) / elapsedMs),
    'p50 ms': at(0.5).toFixed(3),
    'p99 ms': at(0.99).toFixed(3),
  }
}

function raw(path: string, synchronous: string, callers: number): Measured {
  const db = new DatabaseSync(path)
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}`)
  db.exec('CREATE TABLE message (id TEXT PRIMARY KEY, row TEXT NOT NULL)')
  const insert = db.prepare('INSERT INTO message VALUES (?, ?)')
  const row = JSON.stringify(inbound(randomId()))
  const took: number[] = []
  const start = performance.now()
  while (performance.now() < start + SECONDS * 1_000) {
    const before = performance.now()
    db.exec('BEGIN IMMEDIATE')
    for (let index = 0; index < callers; index += 1) insert.run(randomId(), row)
    db.exec('COMMIT')
    took.push(performance.now() - before)
  }
  const result = measured(took, performance.now() - start, took.length * callers)
  db.close()
  return result
}

const directory = mkdtempSync(join(tmpdir(), 'holdline-bench-'))
try {
  for (const synchronous of ['FULL', 'NORMAL'] as const) {
    const engine = await openSqliteEngine({ path: join(directory, `${synchronous}.db`), synchronous })
    await fill(engine)
    for (const callers of [1, 64]) {
      const results: Record<string, Measured> = {}
      results['raw insert (peer)'] = raw(join(directory, `raw-${synchronous}-${callers}.db`), synchronous, callers)
      for (const [name, { want, decision }] of Object.entries({ report, admit })) {
        for (const sessions of [1, SESSIONS]) {
          const call = (index: number) => {
            const key = keyOf(index % sessions)
            return engine.decide(key, want(), decision)
          }
          results[`${name}, ${sessions} session${sessions === 1 ? '' : 's'}`] = await measure(callers, call)
        }
      }
      console.log(`\nsynchronous ${synchronous}, ${callers} in flight`)
      console.table(results)
    }
    await engine.close()
  }
} finally {
  rmSync(directory, { recursive: true })
}
