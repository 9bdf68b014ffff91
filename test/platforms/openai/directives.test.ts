import type { ModelMessage } from 'ai'
import { expect, onTestFinished, test } from 'vitest'
import { ask, TOOLS } from './ask.ts'
import { directiveScript, readDirectives } from './directives.ts'
import { OpenAIServer } from './server.ts'

async function start() {
  const server = await OpenAIServer.start({ script: directiveScript() })
  onTestFinished(() => server.close())
  return server
}

function said(text: string): ModelMessage[] {
  return [{ role: 'user', content: text }]
}

test('reads directives in order and leaves the rest of the text', () => {
  expect(readDirectives('first {{429:3 x2}} then {{tool:get-sum {"a":{"b":2}}}} please {{hang}}')).toEqual({
    directives: [
      { name: '429', argument: '3', times: 2 },
      { name: 'tool', argument: 'get-sum {"a":{"b":2}}', times: undefined },
      { name: 'hang', argument: '', times: undefined },
    ],
    rest: 'first then please',
  })
})

test('leaves text that only looks like a directive', () => {
  const text = 'a {{name}} b {{ x }} {{tool:get-sum {"a":}} {{'
  expect(readDirectives(text).directives).toEqual([{ name: 'name', argument: '', times: undefined }])
  expect(readDirectives(text).rest).toBe('a b {{ x }} {{tool:get-sum {"a":}} {{')
})

test('repeats a text without directives', async () => {
  const { url } = await start()
  expect((await ask({ url, messages: said('good morning') })).deltas.join('')).toBe('You said: good morning')
})

test('fails as often as asked, then calls the tool, then answers with its result', async () => {
  const server = await start()
  const { url } = server
  const messages = said('{{429:3 x2}} add {{tool:get-sum {"a":2,"b":3} + get-sum {"a":1,"b":1}}} {{500}}')
  const limited = [await ask({ url, messages, tools: TOOLS }), await ask({ url, messages, tools: TOOLS })]
  expect(limited.map(({ errors }) => errors[0])).toEqual([
    expect.objectContaining({ statusCode: 429, responseHeaders: expect.objectContaining({ 'retry-after': '3' }) }),
    expect.objectContaining({ statusCode: 429 }),
  ])
  const step = await ask({ url, messages, tools: TOOLS })
  expect(step.toolCalls.map(({ input }) => input)).toEqual([
    { a: 2, b: 3 },
    { a: 1, b: 1 },
  ])

  const results = step.toolCalls.map(({ toolCallId, toolName }, index) => ({
    type: 'tool-result' as const,
    toolCallId,
    toolName,
    output: { type: 'text' as const, value: `sum ${index}` },
  }))
  const next: ModelMessage[] = [...messages, ...step.messages, { role: 'tool', content: results }]
  expect((await ask({ url, messages: next, tools: TOOLS })).errors[0]).toMatchObject({ statusCode: 500 })
  const answer = await ask({ url, messages: next, tools: TOOLS })
  expect(answer.deltas.join('')).toBe('You said: add\n\nsum 0\n\nsum 1')
  expect(server.violations).toEqual([])
})

test('starts over when the same text is said in the same place again', async () => {
  const { url } = await start()
  const ask503 = () => ask({ url, messages: said('{{503}} hi') })
  const seen = [await ask503(), await ask503(), await ask503()]
  expect(seen.map(({ finishReason }) => finishReason)).toEqual([undefined, 'stop', undefined])
})

test('hangs for as long as the client stays', async () => {
  const server = await start()
  const cancel = new AbortController()
  const answer = ask({ url: server.url, messages: said('{{hang}}'), signal: cancel.signal })
  const request = await server.waitForRequest(1)
  cancel.abort()
  await server.waitForAbort(request)
  expect((await answer).parts.at(-1)).toBe('abort')
})

const ENDINGS: readonly [string, string][] = [
  ['{{429}}', 'AI_APICallError'],
  ['{{429-ms:1500}}', 'AI_APICallError'],
  ['{{429-date:3}}', 'AI_APICallError'],
  ['{{429-reset:1m30s}}', 'AI_APICallError'],
  ['{{quota}}', 'AI_APICallError'],
  ['{{html}}', 'AI_InvalidResponseDataError'],
  ['{{html:502}}', 'AI_APICallError'],
  ['{{empty}}', 'AI_InvalidResponseDataError'],
  ['{{break}}', 'AI_APICallError'],
  ['{{break-off}}', 'AI_APICallError'],
  ['{{cut}}', 'AI_InvalidResponseDataError'],
  ['{{error}}', 'AI_StreamProviderError'],
  ['{{overflow}}', 'AI_APICallError'],
]

for (const [text, name] of ENDINGS) {
  test(`${text} fails with ${name}`, async () => {
    const { url } = await start()
    const { errors, thrown } = await ask({ url, messages: said(text) })
    expect(thrown ?? errors[0]).toMatchObject({ name })
  })
}

test('ends by the filter and by the limit, each time', async () => {
  const { url } = await start()
  const reasons: unknown[] = []
  for (const text of ['{{filter}}', '{{filter}}', '{{length:Long}}']) {
    reasons.push((await ask({ url, messages: said(text) })).finishReason)
  }
  expect(reasons).toEqual(['content-filter', 'content-filter', 'length'])
})

test('slows the first token down', async () => {
  const { url } = await start()
  const from = performance.now()
  expect((await ask({ url, messages: said('{{slow:60}} hi') })).deltas.join('')).toBe('You said: hi')
  // Timers of Node may be early by a millisecond.
  expect(performance.now() - from).toBeGreaterThanOrEqual(59)
})
