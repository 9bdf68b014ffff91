import type { ModelMessage } from 'ai'
import { expect, onTestFinished, test } from 'vitest'
import { ask, TOOLS } from './ask.ts'
import { byLastUserText } from './script.ts'
import { callTools, filterContent, reachLimit, say } from './steps.ts'
import { TRANSPORTS } from './transports.ts'

for (const { name, start } of TRANSPORTS) {
  test(`${name}: streams a text in pieces, with its usage`, async () => {
    const { api, url, close } = await start()
    onTestFinished(close)
    api.enqueue(say('One two три'))
    const seen = await ask({ url })
    expect(seen.deltas).toEqual(['One', ' two', ' три'])
    expect(seen.finishReason).toBe('stop')
    expect(seen.totalTokens).toBeGreaterThan(0)
    expect(api.violations).toEqual([])
  })

  test(`${name}: hands back tool calls and accepts their results in the next request`, async () => {
    const { api, url, close } = await start()
    onTestFinished(close)
    api.enqueue(callTools([{ name: 'get-sum', arguments: { a: 2, b: 3 } }], { text: 'Let me add.' }), say('It is 5.'))
    const messages: ModelMessage[] = [{ role: 'user', content: 'What is 2 + 3?' }]
    const first = await ask({ url, messages, tools: TOOLS })
    const [call] = first.toolCalls
    if (!call) throw new Error('no call came back')
    expect(call).toMatchObject({ toolName: 'get-sum', input: { a: 2, b: 3 } })
    expect(first.finishReason).toBe('tool-calls')

    const { toolCallId, toolName } = call
    const result: ModelMessage = {
      role: 'tool',
      content: [{ type: 'tool-result', toolCallId, toolName, output: { type: 'text', value: '5' } }],
    }
    const second = await ask({ url, messages: [...messages, ...first.messages, result], tools: TOOLS })
    expect(second.deltas.join('')).toBe('It is 5.')
    expect(api.requests[1]?.chat?.messages.at(-1)).toMatchObject({ role: 'tool', text: '5', toolCallId })
    expect(api.violations).toEqual([])
  })

  test(`${name}: hands back several calls of one step, each with its own id`, async () => {
    const { api, url, close } = await start()
    onTestFinished(close)
    const sum = (a: number) => ({ name: 'get-sum', arguments: { a, b: 1 } })
    api.enqueue(callTools([sum(1), sum(2), sum(3)]))
    const { toolCalls } = await ask({ url, tools: TOOLS })
    expect(toolCalls.map(({ input }) => input)).toEqual([sum(1), sum(2), sum(3)].map((call) => call.arguments))
    expect(new Set(toolCalls.map(({ toolCallId }) => toolCallId)).size).toBe(3)
  })

  test(`${name}: ends by the content filter and by the token limit without an error`, async () => {
    const { api, url, close } = await start()
    onTestFinished(close)
    api.enqueue(filterContent('Half'), filterContent(), reachLimit('Long'))
    const seen = [await ask({ url }), await ask({ url }), await ask({ url })]
    expect(seen.map(({ finishReason }) => finishReason)).toEqual(['content-filter', 'content-filter', 'length'])
    expect(seen.flatMap(({ errors }) => errors)).toEqual([])
    expect(seen.map(({ messages }) => messages.length)).toEqual([1, 0, 1])
  })

  test(`${name}: answers by what the person wrote last`, async () => {
    const { api, url, close } = await start({ script: byLastUserText({ one: [say('1')], two: [say('2')] }) })
    onTestFinished(close)
    const [two, one] = await Promise.all(
      ['two', 'one'].map((content) => ask({ url, messages: [{ role: 'user', content }] })),
    )
    expect([two?.deltas, one?.deltas]).toEqual([['2'], ['1']])
    expect(api.violations).toEqual([])
  })

  test(`${name}: waits at gates, before the headers, before the first token and between pieces`, async () => {
    const { api, url, close } = await start()
    onTestFinished(close)
    const [headers, firstToken, between] = [api.gate(), api.gate(), api.gate()]
    api.enqueue(say('Hello you', { headers, firstToken, between }))
    const deltas: string[] = []
    const heard = Promise.withResolvers<void>()
    const answer = ask({
      url,
      onDelta: (text) => {
        deltas.push(text)
        heard.resolve()
      },
    })
    const request = await api.waitForRequest(1)
    await headers.reached
    expect(request.status).toBeUndefined()
    headers.open()
    await firstToken.reached
    expect([request.status, deltas]).toEqual([200, []])
    firstToken.open()
    await Promise.all([between.reached, heard.promise])
    expect(deltas).toEqual(['Hello'])
    between.open()
    expect((await answer).deltas).toEqual(['Hello', ' you'])
    await api.waitForEnd(request)
  })
}
