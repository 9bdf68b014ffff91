import { expect, onTestFinished, test } from 'vitest'
import { isJsonObject, type JsonObject } from '../kit/json.ts'
import { callTools, say } from './steps.ts'
import { TRANSPORTS } from './transports.ts'

// What a client gets to read, without an SDK that would smooth it over.

function post(url: string, body: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return fetch(`${url}/chat/completions`, { method: 'POST', headers, body: JSON.stringify(body) })
}

const question = { model: 'fake-model', messages: [{ role: 'user', content: 'hi' }] }

/** The data of the stream's frames; a frame that is not `data: …` and an empty line fails. */
async function framesOf(response: Response): Promise<string[]> {
  const text = await response.text()
  const frames = text.match(/data: .*\n\n/g) ?? []
  expect(frames.join('')).toBe(text)
  return frames.map((frame) => frame.slice('data: '.length).trimEnd())
}

async function chunksOf(response: Response): Promise<JsonObject[]> {
  const frames = await framesOf(response)
  expect(frames.pop()).toBe('[DONE]')
  return frames.map((frame): unknown => JSON.parse(frame)).filter(isJsonObject)
}

function firstChoice(body: unknown): unknown {
  return isJsonObject(body) && Array.isArray(body.choices) ? body.choices[0] : undefined
}

function choice(delta: unknown, finish_reason: string | null = null) {
  return [{ index: 0, delta, logprobs: null, finish_reason }]
}

for (const { name, start } of TRANSPORTS) {
  test(`${name}: a text streams as role, content, finish, usage and [DONE]`, async () => {
    const { api, url, close } = await start()
    onTestFinished(close)
    api.enqueue(say('Hello you'))
    const response = await post(url, { ...question, stream: true, stream_options: { include_usage: true } })
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    const chunks = await chunksOf(response)
    expect(chunks.map(({ choices }) => choices)).toEqual([
      choice({ role: 'assistant', content: '', refusal: null }),
      choice({ content: 'Hello' }),
      choice({ content: ' you' }),
      choice({}, 'stop'),
      [],
    ])
    expect(chunks.map(({ usage }) => usage === null)).toEqual([true, true, true, true, false])
    expect(new Set(chunks.map(({ id, created, model, object }) => [id, created, model, object].join())).size).toBe(1)
    expect(chunks[0]).toMatchObject({ object: 'chat.completion.chunk', model: 'fake-model' })
  })

  test(`${name}: tool calls stream with the role, then their arguments in fragments`, async () => {
    const { api, url, close } = await start()
    onTestFinished(close)
    api.enqueue(
      callTools([
        { id: 'call_1', name: 'echo', arguments: { m: 'héllo' } },
        { id: 'call_2', name: 'echo', arguments: {} },
      ]),
    )
    const chunks = await chunksOf(await post(url, { ...question, stream: true }))
    const opening = (index: number, id: string) => ({
      index,
      id,
      type: 'function',
      function: { name: 'echo', arguments: '' },
    })
    const part = (index: number, text: string) => choice({ tool_calls: [{ index, function: { arguments: text } }] })
    expect(chunks.map(({ choices }) => choices)).toEqual([
      choice({ role: 'assistant', content: null, tool_calls: [opening(0, 'call_1')], refusal: null }),
      part(0, '{"m":'),
      part(0, '"héll'),
      part(0, 'o"}'),
      choice({ tool_calls: [opening(1, 'call_2')] }),
      part(1, '{}'),
      choice({}, 'tool_calls'),
    ])
    expect(chunks.every((chunk) => !('usage' in chunk))).toBe(true)
  })

  test(`${name}: a client that does not stream gets one body`, async () => {
    const { api, url, close } = await start()
    onTestFinished(close)
    api.enqueue(say('Hello you'), callTools([{ id: 'call_1', name: 'echo', arguments: { m: 1 } }]))
    const [text, call] = [await (await post(url, question)).json(), await (await post(url, question)).json()]
    expect(text).toMatchObject({
      object: 'chat.completion',
      choices: [{ index: 0, message: { role: 'assistant', content: 'Hello you' }, finish_reason: 'stop' }],
    })
    expect(call).toMatchObject({ usage: { total_tokens: expect.any(Number) } })
    expect(firstChoice(call)).toMatchObject({
      message: {
        content: null,
        tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'echo', arguments: '{"m":1}' } }],
      },
      finish_reason: 'tool_calls',
    })
  })

  test(`${name}: lists its models`, async () => {
    const { url, close } = await start({ models: ['a', 'b'] })
    onTestFinished(close)
    const list = await (await fetch(`${url}/models`)).json()
    expect(list).toMatchObject({ object: 'list', data: [{ id: 'a', object: 'model' }, { id: 'b' }] })
  })

  test(`${name}: refuses what breaks the rules with the API's error body, and uses up no step`, async () => {
    const { api, url, close } = await start()
    onTestFinished(close)
    api.enqueue(say('Fine.'))
    const broken = await post(url, {
      model: 'fake-model',
      messages: [{ role: 'tool', tool_call_id: '1', content: '5' }],
    })
    expect([broken.status, broken.headers.get('content-type')]).toEqual([400, 'application/json'])
    expect(await broken.json()).toMatchObject({ error: { type: 'invalid_request_error', param: 'messages.[0].role' } })
    const noJson = await fetch(`${url}/chat/completions`, { method: 'POST', body: '{"model":' })
    const elsewhere = await fetch(`${url}/responses`, { method: 'POST', body: '{}' })
    expect([noJson.status, elsewhere.status]).toEqual([400, 404])
    expect(api.violations.map(({ request }) => request.number)).toEqual([1, 2, 3])
    expect((await post(url, question)).status).toBe(200)
  })
}
