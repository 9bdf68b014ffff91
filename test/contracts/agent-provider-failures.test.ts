import { expect, onTestFinished, test } from 'vitest'
import type { FakeOpenAIOptions } from '../platforms/openai/fake-openai.ts'
import {
  breakAfter,
  breakOff,
  endAfter,
  errorAfter,
  exceedQuota,
  fail,
  failServer,
  filterContent,
  garbleAfter,
  hang,
  hangAfter,
  limitRate,
  overflowContext,
  type Step,
  say,
  sayNothing,
  showPage,
} from '../platforms/openai/steps.ts'
import { TRANSPORTS } from '../platforms/openai/transports.ts'
import { type AgentSetup, never, startAgent } from './agent-harness.ts'
import { TurnRecorder, turnOf } from './turn-recorder.ts'

type Transport = (typeof TRANSPORTS)[number]

/** What a test sets of the provider and of the agent. */
interface Setup {
  readonly provider?: FakeOpenAIOptions
  readonly agent?: AgentSetup
}

/** Asks once, with the provider's answers in order; resolves with how the run ended. */
async function ask(transport: Transport, steps: readonly Step[], { provider, agent }: Setup = {}) {
  const { api, url, close } = await transport.start(provider)
  onTestFinished(close)
  api.enqueue(...steps)
  const { gateway, log } = startAgent({ ...agent, baseUrl: url })
  const report = new TurnRecorder()
  const run = await gateway.run(turnOf('hello'), report, never()).then(
    ({ text }) => ({ text, error: undefined }),
    (error: unknown) => ({ text: undefined, error }),
  )
  expect(api.violations).toEqual([])
  return { ...run, report, log, requests: api.requests }
}

const PASSING: readonly (readonly [what: string, step: Step])[] = [
  ['a server error', failServer(500)],
  ['an overloaded server', failServer(503)],
  ["a proxy's error page", showPage(502)],
  ['a connection closed without an answer', breakOff()],
  ['a broken stream', breakAfter('Half an')],
  ['a stream without an end', endAfter('Half an')],
  ['an error inside the stream', errorAfter('Half an')],
  ['a chunk that is no JSON', garbleAfter('Half an')],
  ['no body', sayNothing()],
  ['an empty answer', say('')],
]

const FINAL: readonly (readonly [
  what: string,
  step: Step,
  code: string,
  log: RegExp,
  limits?: AgentSetup['limits'],
])[] = [
  ['a login page', showPage(), 'provider_error', /text\/html.*Sign in/],
  ['a full context', overflowContext(), 'context_overflow', /8192 tokens/],
  ['a content filter', filterContent('I'), 'content_refused', /filtered/],
  ['an empty account', exceedQuota(), 'rate_limit_exhausted', /insufficient_quota/],
  ['an hour of pause', limitRate({ seconds: 3_600 }), 'rate_limit_exhausted', /rate_limit_exceeded/],
  ['silence', hang(), 'provider_timeout', /no first token within 80 ms/, { firstTokenMs: 80 }],
  ['silence in the middle', hangAfter('Half'), 'provider_timeout', /no further token within 80 ms/, { tokenGapMs: 80 }],
]

for (const transport of TRANSPORTS) {
  test.for(PASSING)(`${transport.name}: %s is tried again, visibly`, async ([, step]) => {
    const { text, report, requests } = await ask(transport, [step, say('Here I am.')])
    expect([text, requests.length]).toEqual(['Here I am.', 2])
    expect(report.codes).toEqual(['waiting_model_response', 'retrying', 'waiting_model_response'])
    expect(report.phases[1]).toMatchObject({ attempt: 2, attempts: 3, until: expect.any(Number) })
    expect(report.journal).toHaveLength(1)
    expect(report.partials.at(-1)).toBe('Here I am.')
  })

  test.for(FINAL)(`${transport.name}: %s is final, and the log says why`, async ([, step, code, why, limits]) => {
    const { error, report, requests, log } = await ask(transport, [step], { agent: { limits } })
    expect(error).toMatchObject({ name: 'TurnFailedError', code })
    expect([requests.length, report.journal]).toEqual([1, []])
    expect(log.text).toMatch(why)
  })

  test(`${transport.name}: a rate limit shows until when it lasts, and is waited for`, async () => {
    const before = Date.now()
    const { text, report } = await ask(transport, [limitRate({ ms: 60 }), limitRate({ ms: 30 }), say('Now.')])
    const pauses = report.phases.filter(({ code }) => code === 'rate_limited')
    expect(text).toBe('Now.')
    expect(pauses.map(({ attempt, attempts }) => [attempt, attempts])).toEqual([
      [2, 4],
      [3, 4],
    ])
    expect(pauses[0]?.until).toBeGreaterThanOrEqual(before + 60)
    expect(Date.now() - before).toBeGreaterThanOrEqual(90)
  })

  test(`${transport.name}: a rate limit that does not end is given up after four requests`, async () => {
    const { error, requests } = await ask(
      transport,
      Array.from({ length: 5 }, () => limitRate({ ms: 1 })),
    )
    expect(error).toMatchObject({ code: 'rate_limit_exhausted' })
    expect(requests).toHaveLength(4)
  })

  test(`${transport.name}: a provider that keeps failing is given up after three requests`, async () => {
    const { error, requests } = await ask(
      transport,
      Array.from({ length: 4 }, () => failServer()),
    )
    expect(error).toMatchObject({ code: 'provider_error', message: expect.stringMatching(/status 500.*server_error/) })
    expect(requests).toHaveLength(3)
  })

  test(`${transport.name}: an unknown model is not asked twice, and the log names it and the address`, async () => {
    const { error, requests, log } = await ask(transport, [], { agent: { models: ['gpt-nine'] } })
    expect(error).toMatchObject({ code: 'provider_error' })
    expect(requests).toHaveLength(1)
    expect(log.text).toMatch(/status 404, model_not_found.*gpt-nine.*POST .*\/v1\/chat\/completions/)
  })

  test(`${transport.name}: a refused key is not tried again`, async () => {
    const setup = { provider: { apiKey: 'sk-right-one' }, agent: { apiKey: 'sk-wrong-one' } }
    const { error, requests } = await ask(transport, [], setup)
    expect(error).toMatchObject({ code: 'authentication', message: expect.stringMatching(/status 401/) })
    expect(requests).toHaveLength(1)
  })

  test(`${transport.name}: a key that the server repeats is nowhere to be read`, async () => {
    const message = 'the key sk-wrong-one is not known'
    const step = fail(401, { message, type: 'invalid_request_error', param: null, code: null })
    const { error, log } = await ask(transport, [step], { agent: { apiKey: 'sk-wrong-one' } })
    const told = error instanceof Error ? [error.message, error.stack, String(error.cause)] : []
    expect(told[0]).toMatch(/the key \[redacted\] is not known/)
    expect([log.text, ...told].join()).not.toMatch(/sk-wrong-one/)
  })

  test(`${transport.name}: the words of the conversation do not reach the log`, async () => {
    const { log } = await ask(transport, [failServer(), breakAfter('my private'), overflowContext()])
    expect(log.text).not.toMatch(/hello|my private/)
  })
}
