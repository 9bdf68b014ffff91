import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type ChatRef,
  DEFAULT_RULES,
  type Engine,
  type GateContext,
  gate,
  routeOf,
  sessionKeyOf,
} from '@holdline/bridge'
import { openSqliteEngine } from '@holdline/store-sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { waitingIn } from './waiting.ts'

const CHAT: ChatRef = { channel: 'telegram', account: 'default', kind: 'direct', chat: 'busy' }
const ROUTES = [routeOf(CHAT)]
const ASKED_AT = 1_000

async function emptyStore(): Promise<Engine> {
  const directory = mkdtempSync(join(tmpdir(), 'holdline-waiting-'))
  const engine = await openSqliteEngine({ path: join(directory, 'holdline.db') })
  onTestFinished(async () => {
    await engine.close()
    rmSync(directory, { recursive: true })
  })
  return engine
}

let ids = 0

async function say(engine: Engine, text: string, now: number, draining = false): Promise<void> {
  const session = sessionKeyOf(CHAT)
  const sender = { id: 'ann' }
  const address = { by: 'direct', fromBot: false, everyone: false } as const
  const message = { dedupeKey: text, chat: CHAT, sender, text, attachments: [], address, ref: text, receivedAt: now }
  const options = { session, policy: 'queue', policyFixed: false, notices: 'always', refusesInline: false } as const
  const context: GateContext = {
    now,
    owner: 'boot',
    routes: new Set(ROUTES),
    rules: DEFAULT_RULES,
    capabilities: { resume: true, steer: true, parallel: true, erase: true },
    draining,
    isGone: () => false,
    id: () => `id${++ids}`,
  }
  await engine.decide(session, { dedupeKey: text }, (state) => gate.admit(state, message, options, context))
}

test('messages wait behind a running turn, and the oldest tells how long', async () => {
  const engine = await emptyStore()
  expect(await waitingIn(engine, ROUTES, ASKED_AT)).toEqual({ messages: 0, oldestMs: 0 })
  await say(engine, 'one', ASKED_AT)
  expect(await waitingIn(engine, ROUTES, ASKED_AT + 10)).toEqual({ messages: 0, oldestMs: 0 })
  await say(engine, 'two', ASKED_AT + 10)
  await say(engine, 'three', ASKED_AT + 20)
  expect(await waitingIn(engine, ROUTES, ASKED_AT + 30)).toEqual({ messages: 2, oldestMs: 20 })
})

test('a message that nothing runs before waits, too', async () => {
  const engine = await emptyStore()
  await say(engine, 'kept', ASKED_AT, true)
  expect(await waitingIn(engine, ROUTES, ASKED_AT + 30)).toEqual({ messages: 1, oldestMs: 30 })
})

test('sessions where nothing waits are not looked at, however many there were', async () => {
  const engine = await emptyStore()
  const idle = Array.from({ length: 100 }, (_, number) => `agent:main:telegram:default:direct:${number}`)
  await engine.write(
    idle.map((key) => ({
      type: 'put',
      table: 'session',
      row: { key, generation: 1, nextSeq: 3, nextNumber: 2, lastOutcome: 'completed' },
    })),
  )
  await say(engine, 'one', ASKED_AT)
  await say(engine, 'two', ASKED_AT)
  const looked: string[] = []
  const state: Engine['find']['state'] = (key) => {
    looked.push(key)
    return engine.find.state(key)
  }
  const { messages } = await waitingIn({ find: { ...engine.find, state } }, ROUTES, ASKED_AT)
  expect({ messages, looked }).toEqual({ messages: 1, looked: [sessionKeyOf(CHAT)] })
})
