import type { Clock } from '@holdline/bridge'
import { expect, test } from 'vitest'
import { Doors } from './doors.ts'
import { followKept } from './follow-kept.ts'
import { RunWatch } from './run-watch.ts'

const KEY = 'agent:main:main'
const CHAT = { channel: 'webchat', account: 'default', kind: 'direct', chat: 'c' } as const

/** A text in the host's queue, and what comes of it. */
function kept() {
  let due: (() => void) | undefined
  let adopted = false
  const said: (string | undefined)[] = []
  const clock: Pick<Clock, 'now' | 'after'> = {
    now: () => 0,
    after: (_ms, run) => {
      due = run
      return () => {
        due = undefined
      }
    },
  }
  const doors = new Doors()
  const watch = new RunWatch(clock.now)
  const stop = new AbortController()
  const word = {
    sessionKey: KEY,
    chat: CHAT,
    deliver: async ({ text }: { text?: string | undefined }) => {
      said.push(text)
      return { messageIds: ['1'], visibleReplySent: true }
    },
    isAdopted: () => adopted,
    isRunning: false,
  }
  const done = followKept(word, { clock, doors, watch }, stop.signal)
  return {
    done,
    said,
    stop,
    doors,
    adopt: () => {
      adopted = true
    },
    ends: () => watch.take({ runId: 'r', stream: 'lifecycle', sessionKey: KEY, data: { phase: 'end' } }),
    isDue: () => due !== undefined,
    pass: () => due?.(),
  }
}

test('what the host answers to a text of its queue belongs to the turn, which ends after it', async () => {
  const one = kept()
  one.ends()
  expect(one.isDue(), 'the run before it').toBe(false)
  one.adopt()
  await one.doors.of(CHAT)?.take('and this')
  expect(one.isDue(), 'more may follow while it runs').toBe(false)
  one.ends()
  one.pass()
  await one.done
  expect(one.said).toEqual(['and this'])
  expect(one.doors.of(CHAT)).toBeUndefined()
})

test('a turn that is stopped waits for nothing more', async () => {
  const one = kept()
  one.stop.abort(new Error('stopped'))
  await expect(one.done).rejects.toThrow('stopped')
  expect(one.doors.of(CHAT)).toBeUndefined()
})
