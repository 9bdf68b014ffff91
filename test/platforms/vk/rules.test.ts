import { expect, test } from 'vitest'
import { ManualClock } from '../kit/manual-clock.ts'
import { ERROR_TEXT } from './error-code.ts'
import { REFUSED_CALLS } from './refused/calls.ts'
import { REFUSED_EDITS } from './refused/edits.ts'
import { REFUSED_KEYBOARDS } from './refused/keyboards.ts'
import { REFUSED_MESSAGES } from './refused/messages.ts'
import { REFUSED_PEERS } from './refused/peers.ts'
import { REFUSED_TAPS } from './refused/taps.ts'
import { REFUSED_UPLOADS } from './refused/uploads.ts'
import { RULES } from './rules.ts'
import { refusal, sceneOn } from './scene.ts'
import { TRANSPORTS } from './transports.ts'

// Each rule, broken through the real vk-io: what the bot gets for it, and whether it is to blame.

const CASES = [
  ...REFUSED_CALLS,
  ...REFUSED_MESSAGES,
  ...REFUSED_PEERS,
  ...REFUSED_KEYBOARDS,
  ...REFUSED_EDITS,
  ...REFUSED_TAPS,
  ...REFUSED_UPLOADS,
]

for (const { name, start } of TRANSPORTS) {
  for (const { rule, what, code, detail, options, run } of CASES) {
    test(`${name}: refuses ${what} (${rule})`, async () => {
      const clock = new ManualClock()
      const limits = { callsPerSecond: 1_000 }
      const scene = sceneOn(await start({ clock, limits, ...options }), clock)
      const error = await refusal(run(scene))
      const words = ERROR_TEXT.get(code) ?? ''
      // vk-io puts the code before the words.
      expect(error.message).toBe(`Code №${code} - ${detail === undefined ? words : `${words}: ${detail}`}`)
      const broken = scene.vk.violations.findLast((violation) => violation.rule !== 'event.answered')
      expect(broken?.rule).toBe(RULES[rule].blame === 'bot' ? rule : undefined)
    })
  }
}

// These are noted and refused in other ways, in tests of their own.
const ELSEWHERE = [
  'param.known',
  'random.range',
  'random.zero',
  'random.reused',
  'edit.keyboard',
  'rate.calls',
  'flood.retry',
  'event.answered',
  'poll.params',
  'poll.key',
  'poll.ts',
  'poll.skipped',
  'poll.single',
  'upload.field',
]

test('every rule has a source, and a test that breaks it', () => {
  const tested = new Set<string>([...CASES.map(({ rule }) => rule), ...ELSEWHERE])
  expect(Object.entries(RULES).filter(([name, { source }]) => source.length === 0 || !tested.has(name))).toEqual([])
})
