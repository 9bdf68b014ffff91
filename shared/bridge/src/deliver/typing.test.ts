import { expect, test } from 'vitest'
import { type Channel, ChannelError } from '../ports/channel.ts'
import type { ChatRef } from '../words/chat.ts'
import { Typing } from './typing.ts'

const CHAT: ChatRef = { channel: 'test', account: 'default', kind: 'direct', chat: 'c' }
const EVERY_MS = 4_000
const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

/** A chat's typing, with time that the test moves, and what the platform was asked. */
class Scene {
  readonly calls: string[] = []
  /** What becomes of the next calls; then all are taken. */
  readonly answers: (() => Promise<void>)[] = []
  readonly typing: Typing
  #now = 0
  readonly #timers = new Set<{ readonly at: number; readonly run: () => void }>()

  constructor() {
    const channel: Channel = {
      route: 'test:default',
      capabilities: {
        edit: false,
        stream: false,
        files: false,
        idempotentSend: true,
        typing: { everyMs: EVERY_MS, trace: false },
        editEveryMs: 1_000,
        refusesInline: false,
      },
      start: async () => {},
      send: async () => null,
      notify: async () => null,
      typing: (_chat, on) => {
        this.calls.push(`${this.#now} ${on ? 'on' : 'off'}`)
        return this.answers.shift()?.() ?? Promise.resolve()
      },
      health: () => ({ state: 'ready' }),
    }
    const clock = {
      now: () => this.#now,
      after: (delayMs: number, run: () => void) => {
        const timer = { at: this.#now + delayMs, run }
        this.#timers.add(timer)
        return () => void this.#timers.delete(timer)
      },
    }
    this.typing = new Typing(new Map([[channel.route, channel]]), clock, SILENT)
  }

  async pass(ms: number): Promise<void> {
    const until = this.#now + ms
    await settle()
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)
      if (next === undefined) break
      this.#now = next.at
      this.#timers.delete(next)
      next.run()
      await settle()
    }
    this.#now = until
  }
}

function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function fails(effect: 'retry' | 'blocked', retryAfterMs?: number): () => Promise<void> {
  return () => Promise.reject(new ChannelError(effect, 'no', retryAfterMs === undefined ? {} : { retryAfterMs }))
}

test('typing is renewed at the channel’s pace, and ended with the turn', async () => {
  const scene = new Scene()
  scene.typing.start(CHAT)
  await scene.pass(9_000)
  await scene.typing.stop(CHAT)
  await scene.pass(9_000)
  expect(scene.calls).toEqual(['0 on', '4000 on', '8000 on', '9000 off'])
})

test('typing of a chat goes on until its last turn has ended', async () => {
  const scene = new Scene()
  scene.typing.start(CHAT)
  scene.typing.start(CHAT)
  await scene.typing.stop(CHAT)
  await scene.pass(5_000)
  await scene.typing.stop(CHAT)
  await scene.pass(5_000)
  expect(scene.calls).toEqual(['0 on', '4000 on', '5000 off'])
})

test('the end waits for the call that is under way, and nothing comes after it', async () => {
  const scene = new Scene()
  const { promise, resolve } = Promise.withResolvers<void>()
  scene.answers.push(() => promise)
  scene.typing.start(CHAT)
  const ended: string[] = []
  const stopped = scene.typing.stop(CHAT).then(() => ended.push('ended'))
  await scene.pass(1_000)
  expect([ended, scene.calls]).toEqual([[], ['0 on']])
  resolve()
  await stopped
  await scene.pass(9_000)
  expect(scene.calls).toEqual(['0 on', '1000 off'])
})

test('a platform that does not answer holds the answer up for two seconds, and is told the end when it does', async () => {
  const scene = new Scene()
  const { promise, resolve } = Promise.withResolvers<void>()
  scene.answers.push(() => promise)
  scene.typing.start(CHAT)
  const ended: string[] = []
  void scene.typing.stop(CHAT).then(() => ended.push('ended'))
  await scene.pass(1_999)
  expect(ended).toEqual([])
  await scene.pass(1)
  expect(ended).toEqual(['ended'])
  resolve()
  await scene.pass(0)
  expect(scene.calls).toEqual(['0 on', '2000 off'])
})

test('the late end of one turn does not take the typing of the next away', async () => {
  const scene = new Scene()
  const { promise, resolve } = Promise.withResolvers<void>()
  scene.answers.push(() => promise)
  scene.typing.start(CHAT)
  void scene.typing.stop(CHAT)
  scene.typing.start(CHAT)
  resolve()
  await scene.pass(0)
  expect(scene.calls).toEqual(['0 on', '0 on'])
})

test('after a failure typing pauses, longer each time and as long as asked, and a success is a new beginning', async () => {
  const scene = new Scene()
  scene.answers.push(fails('retry'), fails('retry', 30_000), async () => {}, fails('retry'))
  scene.typing.start(CHAT)
  await scene.pass(45_000)
  expect(scene.calls).toEqual(['0 on', '5000 on', '35000 on', '39000 on', '44000 on'])
})

test('after three failures in a row, or one for good, typing stays off until the next turn', async () => {
  for (const failures of [[fails('retry'), fails('retry'), fails('retry')], [fails('blocked')]]) {
    const scene = new Scene()
    const expected = failures.length
    scene.answers.push(...failures)
    scene.typing.start(CHAT)
    await scene.pass(120_000)
    expect(scene.calls.filter((call) => call.endsWith('on'))).toHaveLength(expected)
    await scene.typing.stop(CHAT)
    scene.typing.start(CHAT)
    expect(scene.calls.filter((call) => call.endsWith('on'))).toHaveLength(expected + 1)
  }
})
