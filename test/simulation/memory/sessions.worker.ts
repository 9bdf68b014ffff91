import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as lap } from 'node:timers/promises'
import { queryObjects } from 'node:v8'
import {
  ACTION_NAMES,
  Bridge,
  type ChatRef,
  commandWords,
  createTranslator,
  DEFAULT_ACCESS,
  DEFAULT_RULES,
  DEFAULT_WATCHDOG,
  type Gateway,
  sessionKeyOf,
  type Turn,
  type TurnReport,
  type TurnResult,
} from '@holdline/bridge'
import { locales } from '@holdline/locales'
import { openSqliteEngine } from '@holdline/store-sqlite'
import { seededEntropy } from '../entropy.ts'
import { NATURE, VirtualTime } from '../virtual-time.ts'
import type { BusyHeap, HeapReport, HeapState } from './heap-report.ts'
import { QuietPlatform } from './quiet-platform.ts'

/*
 * Opens sessions through the whole bridge on SQLite, keeps all of them busy with a message that waits in each, ends
 * them, and prints what the heap held at each point as one line of JSON. Time passes only when it is told to. Needs `--expose-gc`.
 */

/** Messages that are on their way at once. */
const AT_ONCE = 500

/** What follows from the last call is over after so many laps of the event loop. */
const LAPS = 10

/** Code that is no longer run is dropped after some collections. */
const COLLECTIONS = 8

/** Collections of a heap that is large: each takes long, and code that is left over only makes it look larger. */
const COLLECTIONS_WHILE_BUSY = 2

/** One session in so many gets a second message while it is busy: what waits is in the database, not in the heap. */
const BUSY_SHARE = 5

/** Sessions that fill every cache: compiled code, words, the lanes that the database keeps at hand. */
const A_FEW = 2_500

/** Longer than anything is kept for its time. */
const A_WHILE_MS = 120_000

/** A warning is a failure here. */
const STRICT = { debug() {}, info() {}, warn: complain, error: complain }

const ANSWER: TurnResult = { text: 'an answer', journal: [{ type: 'answer' }] }

/** A turn that is worked on, with all that an agent needs for it. */
interface Work {
  readonly turn: Turn
  readonly report: TurnReport
  readonly signal: AbortSignal
  readonly end: (result: TurnResult) => void
}

/** Works on every turn until it is let go. */
class WaitingGateway implements Gateway {
  readonly capabilities = { resume: true, steer: true, parallel: true, erase: true }
  readonly waiting: Work[] = []
  /** Answers at once. */
  open = false

  run(turn: Turn, report: TurnReport, signal: AbortSignal): Promise<TurnResult> {
    if (this.open) return Promise.resolve(ANSWER)
    return new Promise((end) => this.waiting.push({ turn, report, signal, end }))
  }

  letGo(count: number): void {
    this.open = true
    for (const { end } of this.waiting.splice(0, count)) end(ANSWER)
  }
}

const sessions = Number(process.argv[2])
const directory = await mkdtemp(join(tmpdir(), 'holdline-heap-'))
const engine = await openSqliteEngine({ path: join(directory, 'holdline.db'), synchronous: 'NORMAL' })
const time = new VirtualTime()
const platform = new QuietPlatform()
const gateway = new WaitingGateway()
const bridge = new Bridge({
  nodeId: 'boot',
  engine,
  gateway,
  channels: [platform],
  clock: time.clockOf(NATURE),
  entropy: seededEntropy(1),
  logger: STRICT,
  meter: { count() {}, time() {} },
  rules: DEFAULT_RULES,
  watchdog: DEFAULT_WATCHDOG,
  maxConcurrentTurns: sessions,
  translator: createTranslator(locales, 'en'),
  commands: commandWords(locales),
  defaultLocale: 'en',
  actionTtlMs: 86_400_000,
  settings: () => ({
    onBusy: 'queue',
    onBusyFixed: false,
    notices: 'always',
    closedNotices: 'keep',
    failures: 'always',
    actions: ACTION_NAMES,
    access: DEFAULT_ACCESS,
  }),
  sessionOf: sessionKeyOf,
})
await bridge.start()
await comeAndGo('early')
// The first look still finds what only the start has needed.
await heapNow()
const before = await heapNow()
await open('chat', sessions)
const busy = await busyHeapNow()
await close(sessions)
await comeAndGo('late')
const after = await heapNow()
const report: HeapReport = { before, busy, after }
process.stdout.write(`${JSON.stringify(report)}\n`)
await bridge.stop(0)
await engine.close()
await rm(directory, { recursive: true })

/** Some sessions, a while after those before them: what is kept for a time, or as far as there is room, is theirs. */
async function comeAndGo(prefix: string): Promise<void> {
  time.moveTo(time.now + A_WHILE_MS)
  await open(prefix, A_FEW)
  await close(A_FEW)
}

/** Every session works on one message; in some, another waits for it. */
async function open(prefix: string, count: number): Promise<void> {
  gateway.open = false
  await sayAll(prefix, count, 'first')
  await sayAll(prefix, count / BUSY_SHARE, 'second')
  await until(() => gateway.waiting.length === count && platform.typers === count)
  await until(() => platform.live === count / BUSY_SHARE)
}

async function sayAll(prefix: string, count: number, which: string): Promise<void> {
  for (let from = 0; from < count; from += AT_ONCE) {
    const chats = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, index) => `${prefix}${from + index}`)
    await Promise.all(chats.map((chat) => say(chat, which)))
  }
}

/** Everything is answered, and nothing is shown any more. */
async function close(count: number): Promise<void> {
  const replies = platform.replies + count + count / BUSY_SHARE
  while (gateway.waiting.length > 0) {
    const some = platform.replies + Math.min(AT_ONCE, gateway.waiting.length)
    gateway.letGo(AT_ONCE)
    await until(() => platform.replies >= some)
  }
  await until(() => platform.replies === replies && platform.live === 0 && platform.typers === 0)
  await until(() => bridge.running === 0)
}

async function say(name: string, which: string): Promise<void> {
  const chat: ChatRef = { channel: 'telegram', account: 'default', kind: 'direct', chat: name }
  const receipt = await platform.inbox.message({
    dedupeKey: `${name} ${which}`,
    chat,
    sender: { id: name, locale: 'en' },
    text: `the ${which} question of ${name}`,
    attachments: [],
    address: { by: 'direct', fromBot: false, everyone: false },
    ref: `${name}-${which}`,
    receivedAt: time.now,
  })
  if (receipt.type !== 'accepted') throw new Error(`${name} was not accepted: ${receipt.type}`)
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await lap()
}

/** What is alive: counted after full collections, once nothing is on its way. */
async function heapNow(): Promise<HeapState> {
  return {
    bytes: await bytesAfter(COLLECTIONS),
    controllers: queryObjects(AbortController, { format: 'count' }),
    promises: queryObjects(Promise, { format: 'count' }),
    maps: queryObjects(Map, { format: 'count' }),
  }
}

/** As far as it is looked at while everything works: a count would walk a heap that is large by then. */
async function busyHeapNow(): Promise<BusyHeap> {
  return {
    bytes: await bytesAfter(COLLECTIONS_WHILE_BUSY),
    signals: gateway.waiting.filter(({ signal }) => !signal.aborted).length,
  }
}

async function bytesAfter(collections: number): Promise<number> {
  for (let left = LAPS; left > 0; left -= 1) await lap()
  for (let left = collections; left > 0; left -= 1) globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

function complain(fields: unknown, message: string): void {
  throw new Error(`${message}: ${JSON.stringify(fields)}`)
}
