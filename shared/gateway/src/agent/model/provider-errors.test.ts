import { TurnFailedError } from '@holdline/bridge'
import { APICallError } from 'ai'
import { expect, test } from 'vitest'
import { NotAStreamError } from './event-stream-fetch.ts'
import { providerFailureOf } from './provider-errors.ts'

function refused(status: number, error: { message?: string; code?: string; type?: string } = {}, headers = {}) {
  return new APICallError({
    message: error.message ?? 'refused',
    url: 'http://provider/v1/chat/completions',
    requestBodyValues: { messages: ['private words'] },
    statusCode: status,
    responseHeaders: headers,
    data: { error },
  })
}

const cases: [what: string, error: unknown, type: string][] = [
  ['429', refused(429), 'rate_limited'],
  ['429 for an empty account', refused(429, { code: 'insufficient_quota' }), 'quota'],
  ['402', refused(402), 'quota'],
  ['401', refused(401), 'authentication'],
  ['403', refused(403), 'authentication'],
  [
    '400 for a wrong key',
    refused(400, { message: 'API key not valid. Please pass a valid API key.' }),
    'authentication',
  ],
  ['404', refused(404, { code: 'model_not_found' }), 'permanent'],
  ['400', refused(400, { message: 'messages: field required' }), 'permanent'],
  ['400 by code', refused(400, { code: 'context_length_exceeded' }), 'context_overflow'],
  [
    'OpenAI and vLLM',
    refused(400, { message: "This model's maximum context length is 8192 tokens." }),
    'context_overflow',
  ],
  ['llama.cpp', refused(400, { message: 'the request exceeds the available context size' }), 'context_overflow'],
  ['LM Studio', refused(400, { message: 'The context length has been exceeded' }), 'context_overflow'],
  ['Anthropic', refused(400, { message: 'prompt is too long: 210000 tokens > 200000 maximum' }), 'context_overflow'],
  ['413', refused(413), 'context_overflow'],
  ['Azure filter', refused(400, { code: 'content_filter' }), 'content_refused'],
  ['500', refused(500), 'transient'],
  ['503', refused(503), 'transient'],
  ['408', refused(408), 'transient'],
  ['a stream that broke off', refused(200, { message: 'terminated' }), 'transient'],
  ['HTML', new NotAStreamError('status 200 with text/html'), 'permanent'],
  ['something unheard of', 'what', 'transient'],
]

test.for(cases)('%s', ([, error, type]) => {
  expect(providerFailureOf(error, 0).type).toBe(type)
})

test('a pause that the provider names comes with the failure', () => {
  expect(providerFailureOf(refused(429, {}, { 'retry-after': '3' }), 0)).toMatchObject({ afterMs: 3_000 })
  expect(providerFailureOf(refused(503, {}, { 'retry-after': '2' }), 0)).toMatchObject({ afterMs: 2_000 })
})

test('the reason names status, code and address, and never the conversation', () => {
  const failure = providerFailureOf(refused(404, { code: 'model_not_found', message: 'no such model: gpt-9' }), 0)
  const why = failure.type === 'final' ? '' : failure.why
  expect(why).toBe('status 404, model_not_found: no such model: gpt-9 (POST http://provider/v1/chat/completions)')
})

test("the socket's own error is told, though it is two levels down", () => {
  const reset = new Error('read ECONNRESET')
  const error = new Error('failed to process', { cause: new TypeError('terminated', { cause: reset }) })
  expect(providerFailureOf(error, 0)).toMatchObject({ why: expect.stringMatching(/terminated: read ECONNRESET/) })
})

test('a turn that the model itself has failed keeps its code', () => {
  const error = new TurnFailedError('poison', 'told to')
  expect(providerFailureOf(error, 0)).toEqual({ type: 'final', error })
})
