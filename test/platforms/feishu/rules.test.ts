import { expect, test } from 'vitest'
import { isJsonObject } from '../kit/json.ts'
import { ManualClock } from '../kit/manual-clock.ts'
import { REFUSED_CARDS } from './refused/cards.ts'
import { REFUSED_CONNECTIONS, REFUSED_CREDENTIALS } from './refused/credentials.ts'
import { REFUSED_FILES } from './refused/files.ts'
import { REFUSED_RATES } from './refused/rates.ts'
import { REFUSED_REACTIONS } from './refused/reactions.ts'
import { REFUSED_SENDING } from './refused/sending.ts'
import { RULES } from './rules.ts'
import { sceneOn } from './scene.ts'
import { TRANSPORTS } from './transports.ts'

// Each rule, broken through the real SDK: which code the bot gets, and whether it is to blame.

const OVER_ANYTHING = [
  ...REFUSED_CREDENTIALS,
  ...REFUSED_SENDING,
  ...REFUSED_CARDS,
  ...REFUSED_RATES,
  ...REFUSED_REACTIONS,
  ...REFUSED_FILES,
]

/** The answer in what a call was rejected with. */
async function refusal(call: Promise<unknown>): Promise<{ status: unknown; code: unknown; msg: string }> {
  const error = await call.then(
    (result) => ({ response: { status: 200, data: result } }),
    (thrown: unknown) => thrown,
  )
  const response = isJsonObject(error) ? error.response : undefined
  if (!isJsonObject(response) || !isJsonObject(response.data)) throw error
  return { status: response.status, code: response.data.code, msg: String(response.data.msg) }
}

for (const { name, start } of TRANSPORTS) {
  const cases = name === 'http' ? [...OVER_ANYTHING, ...REFUSED_CONNECTIONS] : OVER_ANYTHING
  for (const { rule, what, code, words = '', status = 400, options, run } of cases) {
    test(`${name}: refuses ${what} (${rule})`, async () => {
      const clock = new ManualClock()
      const scene = sceneOn(await start({ clock, ...options }), clock)
      const answer = await refusal(run(scene))
      expect([answer.status, answer.code]).toEqual([status, code])
      expect(answer.msg).toContain(words)
      const broken = scene.feishu.violations.map((violation) => [violation.rule, violation.message]).at(-1)
      expect(broken).toEqual(RULES[rule].blame === 'bot' ? [rule, answer.msg] : undefined)
    })
  }
}

test('every rule has a source, and a test that breaks it', () => {
  // These have a test of their own: in noted.test.ts, events.test.ts and taps.test.ts.
  const elsewhere = ['endpoint.mode', 'params.known', 'uuid.same', 'content.mention', 'button.value', 'frame.shape']
  const answers = ['tap.answered', 'tap.failed', 'tap.shape', 'later.early', 'event.answered', 'event.failed']
  const cases = [...OVER_ANYTHING, ...REFUSED_CONNECTIONS].map(({ rule }) => rule)
  const tested = new Set<string>([...cases, ...elsewhere, ...answers])
  expect(Object.entries(RULES).filter(([name, { source }]) => source.length === 0 || !tested.has(name))).toEqual([])
})
