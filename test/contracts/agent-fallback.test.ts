import { expect, onTestFinished, test } from 'vitest'
import { fail, failServer, filterContent, overflowContext, type Step, say } from '../platforms/openai/steps.ts'
import { TRANSPORTS } from '../platforms/openai/transports.ts'
import { never, startAgent } from './agent-harness.ts'
import { TurnRecorder, turnOf } from './turn-recorder.ts'

const THREE_FAILURES = [failServer(), failServer(), failServer()]
const FORBIDDEN = fail(403, { message: 'not for you', type: 'forbidden', param: null, code: null })

const NEXT_MODEL: readonly (readonly [what: string, steps: readonly Step[], models: readonly string[]])[] = [
  ['a model that keeps failing', THREE_FAILURES, ['first', 'second']],
  ['a model that does not exist', [], ['unknown', 'second']],
  ['a model that the key may not use', [FORBIDDEN], ['first', 'second']],
]

const NO_OTHER: readonly (readonly [what: string, step: Step, code: string])[] = [
  ['refused content', filterContent(), 'content_refused'],
  ['a full context', overflowContext(), 'context_overflow'],
]

for (const { name, start } of TRANSPORTS) {
  test.for(NEXT_MODEL)(`${name}: after %s the next one is asked`, async ([, steps, models]) => {
    const { api, url, close } = await start({ models: ['first', 'second'] })
    onTestFinished(close)
    api.enqueue(...steps, say('Second here.'))
    const { gateway, log } = startAgent({ baseUrl: url, models })
    const report = new TurnRecorder()
    expect((await gateway.run(turnOf('hello'), report, never())).text).toBe('Second here.')
    expect(api.requests.at(-1)?.chat?.model).toBe('second')
    expect(report.journal).toMatchObject([{ type: 'step', model: 'second' }])
    expect(log.text).toMatch(/falling back to the next model/)
  })

  test.for(NO_OTHER)(`${name}: %s is not tried on another model`, async ([, step, code]) => {
    const { api, url, close } = await start({ models: ['first', 'second'] })
    onTestFinished(close)
    api.enqueue(step)
    const { gateway } = startAgent({ baseUrl: url, models: ['first', 'second'] })
    await expect(gateway.run(turnOf('hello'), new TurnRecorder(), never())).rejects.toMatchObject({ code })
    expect(api.requests).toHaveLength(1)
  })

  test(`${name}: the tries that people are told of go on counting with the next model`, async () => {
    const { api, url, close } = await start({ models: ['first', 'second'] })
    onTestFinished(close)
    api.enqueue(...THREE_FAILURES, failServer(), say('Second here.'))
    const { gateway } = startAgent({ baseUrl: url, models: ['first', 'second'] })
    const report = new TurnRecorder()
    await gateway.run(turnOf('hello'), report, never())
    const told = report.phases.flatMap(({ attempt, attempts }) => (attempt === undefined ? [] : [[attempt, attempts]]))
    expect(told).toEqual([
      [2, 6],
      [3, 6],
      [5, 6],
    ])
  })

  test(`${name}: a cancelled turn asks no other model`, async () => {
    const { api, url, close } = await start({ models: ['first', 'second'] })
    onTestFinished(close)
    const abort = new AbortController()
    api.enqueue(failServer())
    const { gateway } = startAgent({
      baseUrl: url,
      models: ['first', 'second'],
      limits: { backoffMs: 60_000, backoffMaxMs: 60_000 },
    })
    const report = new TurnRecorder()
    const running = gateway.run(turnOf('hello'), report, abort.signal)
    running.catch(() => {})
    await report.untilPhase('retrying')
    abort.abort(new Error('cancelled'))
    await expect(running).rejects.toThrow('cancelled')
    expect(api.requests).toHaveLength(1)
  })
}
