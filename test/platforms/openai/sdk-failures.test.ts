import { APICallError, InvalidResponseDataError, JSONParseError, StreamProviderError } from 'ai'
import { expect, onTestFinished, test } from 'vitest'
import { ask, type Seen, TOOLS } from './ask.ts'
import {
  breakAfter,
  breakOff,
  endAfter,
  errorAfter,
  exceedQuota,
  failServer,
  garbleAfter,
  limitRate,
  overflowContext,
  type Step,
  sayNothing,
  showPage,
} from './steps.ts'
import { type StartedOpenAI, TRANSPORTS } from './transports.ts'

// How the real AI SDK shows each failure. A change here is a change that the gateway has to follow.

/** The API error that a step ended with: as a part of the stream, or thrown by it when the connection broke. */
function apiError({ errors, thrown }: Seen): APICallError {
  const error = thrown ?? errors[0]
  if (!APICallError.isInstance(error)) throw new Error(`not an API error: ${String(error)}`)
  return error
}

async function askFor({ api, url, close }: StartedOpenAI, step: Step): Promise<Seen> {
  onTestFinished(close)
  api.enqueue(step)
  const seen = await ask({ url, tools: TOOLS })
  expect(api.violations).toEqual([])
  return seen
}

const date = new Date('2026-11-20T12:00:00Z')

const STATUSES: readonly { what: string; step: Step; status: number; retryable: boolean; code?: string | null }[] = [
  { what: 'a rate limit', step: limitRate(), status: 429, retryable: true, code: 'rate_limit_exceeded' },
  { what: 'a used-up quota', step: exceedQuota(), status: 429, retryable: true, code: 'insufficient_quota' },
  { what: 'a server error', step: failServer(), status: 500, retryable: true, code: null },
  { what: 'an overloaded server', step: failServer(503), status: 503, retryable: true, code: null },
  { what: "a proxy's error page", step: showPage(502), status: 502, retryable: true },
  {
    what: 'a context overflow',
    step: overflowContext(),
    status: 400,
    retryable: false,
    code: 'context_length_exceeded',
  },
]

const HINTS: readonly { what: string; step: Step; headers: Record<string, string> }[] = [
  { what: 'seconds', step: limitRate({ seconds: 3 }), headers: { 'retry-after': '3' } },
  { what: 'a date', step: limitRate({ date }), headers: { 'retry-after': 'Fri, 20 Nov 2026 12:00:00 GMT' } },
  { what: 'milliseconds', step: limitRate({ ms: 1500 }), headers: { 'retry-after-ms': '1500' } },
  {
    what: 'a reset time',
    step: limitRate({ resetRequests: '1m30.5s', resetTokens: '55' }),
    headers: { 'x-ratelimit-reset-requests': '1m30.5s', 'x-ratelimit-reset-tokens': '55' },
  },
]

const NO_FINISH: readonly { what: string; step: Step; text: string }[] = [
  { what: 'a login page with 200', step: showPage(), text: '' },
  { what: 'an empty body', step: sayNothing(), text: '' },
  { what: 'a stream that just ends', step: endAfter('Half'), text: 'Half' },
  { what: 'a stream that ends with [DONE] only', step: endAfter('Half', { done: true }), text: 'Half' },
]

for (const { name, start } of TRANSPORTS) {
  for (const { what, step, status, retryable, code } of STATUSES) {
    test(`${name}: ${what} is an error part and no finish`, async () => {
      const seen = await askFor(await start(), step)
      expect(seen.parts).toEqual(['start', 'error'])
      expect(apiError(seen)).toMatchObject({ statusCode: status, isRetryable: retryable })
      expect(apiError(seen).data).toEqual(code === undefined ? undefined : { error: expect.objectContaining({ code }) })
    })
  }

  for (const { what, step, headers } of HINTS) {
    test(`${name}: a rate limit says when to come back by ${what}`, async () => {
      expect(apiError(await askFor(await start(), step)).responseHeaders).toMatchObject(headers)
    })
  }

  for (const { what, step, text } of NO_FINISH) {
    test(`${name}: ${what} is an error part, and then a finish with what was said`, async () => {
      const seen = await askFor(await start(), step)
      expect(InvalidResponseDataError.isInstance(seen.errors[0])).toBe(true)
      expect([seen.finishReason, seen.deltas.join('')]).toEqual(['error', text])
    })
  }

  test(`${name}: a complete tool call comes out of a stream that never finished`, async () => {
    const step = endAfter({ calls: [{ name: 'get-sum', arguments: { a: 1, b: 2 } }] })
    const seen = await askFor(await start(), step)
    expect(seen.parts.indexOf('tool-call')).toBeLessThan(seen.parts.indexOf('error'))
    expect([seen.finishReason, seen.toolCalls.length]).toEqual(['error', 1])
  })

  test(`${name}: a stream that breaks throws out of the loop, with status 200`, async () => {
    const seen = await askFor(await start(), breakAfter('Half'))
    expect(seen.deltas).toEqual(['Half'])
    expect(seen.errors).toEqual([])
    expect(apiError(seen).statusCode).toBe(200)
    expect(seen.parts).not.toContain('finish')
  })

  test(`${name}: a connection that breaks before the headers is an error part without a status`, async () => {
    const seen = await askFor(await start(), breakOff())
    expect(seen.parts).toEqual(['start', 'error'])
    expect(seen.errors[0]).toBeInstanceOf(Error)
    expect(seen.errors[0]).not.toHaveProperty('statusCode', expect.any(Number))
  })

  test(`${name}: an error inside the stream is an error part, and the finish says so`, async () => {
    const seen = await askFor(await start(), errorAfter('Half'))
    expect(StreamProviderError.isInstance(seen.errors[0])).toBe(true)
    expect([seen.finishReason, seen.deltas.join('')]).toEqual(['error', 'Half'])
  })

  test(`${name}: a chunk that is no JSON is an error part in an answer that looks finished`, async () => {
    const seen = await askFor(await start(), garbleAfter('Whole'))
    expect(JSONParseError.isInstance(seen.errors[0])).toBe(true)
    expect(seen.finishReason).toBe('stop')
  })

  test(`${name}: a wrong key is a 401 whose message shows a part of the key`, async () => {
    const { api, url, close } = await start({ apiKey: 'sk-right-key-0001' })
    onTestFinished(close)
    const error = apiError(await ask({ url, apiKey: 'sk-wrong-key-9999' }))
    expect(error).toMatchObject({ statusCode: 401, isRetryable: false })
    expect(error.message).toContain('sk-********9999')
    expect(apiError(await ask({ url })).statusCode).toBe(401)
    expect(api.violations).toEqual([])
  })

  test(`${name}: an unknown model is a 404`, async () => {
    const { api, url, close } = await start({ models: ['a', 'b'] })
    onTestFinished(close)
    const error = apiError(await ask({ url, model: 'c' }))
    expect(error).toMatchObject({ statusCode: 404, isRetryable: false })
    expect(error.data).toMatchObject({ error: { code: 'model_not_found' } })
    expect(api.violations).toEqual([])
  })
}
