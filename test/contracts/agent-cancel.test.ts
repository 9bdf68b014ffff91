import { expect, onTestFinished, test } from 'vitest'
import { errorAfter, hang, hangAfter, limitRate, type Step, say } from '../platforms/openai/steps.ts'
import { TRANSPORTS } from '../platforms/openai/transports.ts'
import { never, startAgent } from './agent-harness.ts'
import { TurnRecorder, turnOf } from './turn-recorder.ts'

// The promise is 250 ms; ten times that leaves room for a busy machine.
const PROMPT_MS = 2_500

const OPEN: readonly (readonly [what: string, step: Step])[] = [
  ['before the first byte', hang()],
  ['in the middle of an answer', hangAfter('Half')],
]

const ERROR_THEN_SILENCE: Step = {
  name: 'error and hang',
  program: (call) => [
    ...errorAfter('Half')
      .program(call)
      .filter(({ do: what }) => what !== 'end'),
    { do: 'hang' },
  ],
}

for (const { name, start } of TRANSPORTS) {
  test.for(OPEN)(`${name}: a cancel %s closes the request`, async ([, step]) => {
    const { api, url, close } = await start()
    onTestFinished(close)
    api.enqueue(step)
    const abort = new AbortController()
    const running = startAgent({ baseUrl: url }).gateway.run(turnOf('hello'), new TurnRecorder(), abort.signal)
    running.catch(() => {})
    const request = await api.waitForRequest(1)
    const at = Date.now()
    abort.abort(new Error('cancelled'))
    await expect(running).rejects.toThrow('cancelled')
    expect((await api.waitForAbort(request)) - at).toBeLessThan(PROMPT_MS)
  })

  test(`${name}: a request that was given up is closed too`, async () => {
    const { api, url, close } = await start()
    onTestFinished(close)
    api.enqueue(hangAfter('Half'))
    const { gateway } = startAgent({ baseUrl: url, limits: { tokenGapMs: 50 } })
    await expect(gateway.run(turnOf('hello'), new TurnRecorder(), never())).rejects.toMatchObject({ detail: '1' })
    await api.waitForAbort(await api.waitForRequest(1))
  })

  test(`${name}: a request whose stream goes on after an error is closed`, async () => {
    const { api, url, close } = await start()
    onTestFinished(close)
    api.enqueue(ERROR_THEN_SILENCE, say('Again.'))
    await startAgent({ baseUrl: url }).gateway.run(turnOf('hello'), new TurnRecorder(), never())
    await api.waitForAbort(await api.waitForRequest(1))
  })

  test(`${name}: a cancel ends the wait of a rate limit`, async () => {
    const { api, url, close } = await start()
    onTestFinished(close)
    api.enqueue(limitRate({ seconds: 60 }))
    const abort = new AbortController()
    const report = new TurnRecorder()
    const running = startAgent({ baseUrl: url }).gateway.run(turnOf('hello'), report, abort.signal)
    running.catch(() => {})
    await report.untilPhase('rate_limited')
    abort.abort(new Error('cancelled'))
    await expect(running).rejects.toThrow('cancelled')
    expect(api.requests).toHaveLength(1)
  })
}
