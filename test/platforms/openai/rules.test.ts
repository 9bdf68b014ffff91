import { expect, test } from 'vitest'
import type { JsonObject } from '../kit/json.ts'
import { checkKey, checkModel, checkRequest, checkRoute, REQUEST_RULES } from './rules.ts'

const user = { role: 'user', content: 'What is 2 + 3?' }
const call = (id: string, name = 'get-sum', text: unknown = '{"a":2,"b":3}') => ({
  id,
  type: 'function',
  function: { name, arguments: text },
})
const calls = (...ids: string[]) => ({ role: 'assistant', content: null, tool_calls: ids.map((id) => call(id)) })
const result = (id: string) => ({ role: 'tool', tool_call_id: id, content: '5' })
const tool = (name: string, parameters: unknown = { type: 'object', properties: {} }) => ({
  type: 'function',
  function: { name, description: 'Adds', parameters },
})
const chat = (messages: unknown, more: JsonObject = {}) => ({ model: 'm', messages, ...more })
const asking = (more: JsonObject) => chat([user], more)

const KEPT: readonly [string, JsonObject][] = [
  ['a question', asking({ stream: true, stream_options: { include_usage: true }, temperature: 1 })],
  ['content parts', chat([{ role: 'user', content: [{ type: 'text', text: 'hi' }] }])],
  [
    'instructions and history',
    chat([{ role: 'system', content: 's' }, user, { role: 'assistant', content: '' }, user]),
  ],
  ['answered calls, in any order', chat([user, calls('1', '2'), result('2'), result('1'), user])],
  ['calls of two steps, with ids used again', chat([user, calls('1'), result('1'), calls('1'), result('1')])],
  ['tools', asking({ tools: [tool('get-sum'), tool('echo')], tool_choice: 'auto' })],
  ['a chosen tool', asking({ tools: [tool('echo')], tool_choice: { type: 'function', function: { name: 'echo' } } })],
]

const BROKEN: readonly [string, string | null, unknown][] = [
  ['no JSON object', null, 'hello'],
  ['no model', null, { messages: [user] }],
  ['no messages', 'messages', { model: 'm' }],
  ['empty messages', 'messages', chat([])],
  ['messages that are no objects', 'messages[1]', chat([user, 'hi'])],
  ['an unknown role', 'messages[0].role', chat([{ role: 'bot', content: 'hi' }])],
  ['a question without content', 'messages.[0].content', chat([{ role: 'user', content: null }])],
  ['a silent assistant', 'messages.[1].content', chat([user, { role: 'assistant', content: null }])],
  [
    'an image from a tool',
    'messages.[2].content',
    chat([user, calls('1'), { ...result('1'), content: [{ type: 'image_url' }] }]),
  ],
  ['tool calls of the user', 'messages[0].tool_calls', chat([{ ...user, tool_calls: [call('1')] }])],
  [
    'no tool calls in the list',
    'messages[1].tool_calls',
    chat([user, { role: 'assistant', content: null, tool_calls: [] }]),
  ],
  ['a call without an id', 'messages[0].tool_calls[0].id', chat([calls('')])],
  ['two calls with one id', 'messages[0].tool_calls[1].id', chat([calls('1', '1')])],
  [
    'a call of a name with a space',
    'messages[0].tool_calls[0].function.name',
    chat([{ role: 'assistant', content: null, tool_calls: [call('1', 'get sum')] }, result('1')]),
  ],
  [
    'arguments as an object',
    'messages[0].tool_calls[0].function.arguments',
    chat([{ role: 'assistant', content: null, tool_calls: [call('1', 'echo', {})] }, result('1')]),
  ],
  [
    'arguments that are half a JSON text',
    'messages[0].tool_calls[0].function.arguments',
    chat([{ role: 'assistant', content: null, tool_calls: [call('1', 'echo', '{"a":')] }, result('1')]),
  ],
  ['a result without a call', 'messages.[1].role', chat([user, result('1')])],
  ['a result of another step', 'messages.[4].role', chat([user, calls('1'), result('1'), user, result('1')])],
  ['a result for an unknown id', 'messages.[2].role', chat([user, calls('1'), result('2')])],
  ['a result without an id', 'messages.[2].tool_call_id', chat([user, calls('1'), { role: 'tool', content: '5' }])],
  ['a call that the next question leaves open', 'messages.[2].role', chat([user, calls('1'), user])],
  ['one of two calls left open', 'messages.[2].role', chat([user, calls('1', '2'), result('1')])],
  ['a call at the end', 'messages.[2].role', chat([user, calls('1')])],
  ['two results of one call', 'messages.[3].tool_call_id', chat([user, calls('1'), result('1'), result('1')])],
  ['an empty list of tools', 'tools', asking({ tools: [] })],
  ['129 tools', 'tools', asking({ tools: Array.from({ length: 129 }, (_, index) => tool(`t${index}`)) })],
  ['a tool of another type', 'tools[0].type', asking({ tools: [{ type: 'retrieval' }] })],
  ['a tool name with a dot', 'tools[0].function.name', asking({ tools: [tool('server.echo')] })],
  ['a tool name of 65 characters', 'tools[0].function.name', asking({ tools: [tool('x'.repeat(65))] })],
  ['a schema without a type', 'tools[0].function.parameters', asking({ tools: [tool('echo', {})] })],
  ['two tools of one name', 'tools[1].function.name', asking({ tools: [tool('echo'), tool('echo')] })],
  ['a tool choice without tools', 'tool_choice', asking({ tool_choice: 'auto' })],
  [
    'a choice that is not offered',
    'tool_choice',
    asking({ tools: [tool('echo')], tool_choice: { type: 'function', function: { name: 'get-sum' } } }),
  ],
  ['stream options without a stream', 'stream_options', asking({ stream_options: { include_usage: true } })],
  ['an unknown stream option', 'stream_options.usage', asking({ stream: true, stream_options: { usage: true } })],
  ['a stream that is a word', 'stream', asking({ stream: 'yes' })],
  ['a temperature above 2', 'temperature', asking({ temperature: 2.1 })],
  ['no tokens at all', 'max_tokens', asking({ max_tokens: 0 })],
  ['five stop sequences', 'stop', asking({ stop: ['a', 'b', 'c', 'd', 'e'] })],
  ['an unknown parameter', null, asking({ maxRetries: 0 })],
]

for (const [what, body] of KEPT) {
  test(`accepts ${what}`, () => {
    expect(checkRequest(body)).toBeUndefined()
  })
}

for (const [what, param, body] of BROKEN) {
  test(`refuses ${what}`, () => {
    expect(checkRequest(body)).toMatchObject({ status: 400, error: { type: 'invalid_request_error', param } })
  })
}

test('every rule has a source and a request that breaks it', () => {
  const broken = new Set(
    BROKEN.map(([, , body]) => {
      const error = checkRequest(body)?.error
      return REQUEST_RULES.find(
        ({ check }) => typeof body === 'object' && check({ ...body })?.message === error?.message,
      )?.name
    }),
  )
  expect(REQUEST_RULES.filter(({ name, source }) => source === '' || !broken.has(name))).toEqual([])
})

test('says which calls were not answered, in the words of the API', () => {
  expect(checkRequest(chat([user, calls('call_1', 'call_2')]))?.error.message).toBe(
    "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. " +
      'The following tool_call_ids did not have response messages: call_1, call_2',
  )
})

test('asks for the configured key only, and for none without one', () => {
  expect(checkKey('Bearer right', 'right')).toBeUndefined()
  expect(checkKey(undefined, undefined)).toBeUndefined()
  expect(checkKey(undefined, 'right')).toMatchObject({ status: 401, error: { code: null } })
  expect(checkKey('Bearer wrong-key-of-someone', 'right')).toMatchObject({
    status: 401,
    error: { code: 'invalid_api_key', message: expect.not.stringContaining('wrong-key-of-someone') },
  })
})

test('knows its models, routes and methods only', () => {
  expect(checkModel('b', ['a', 'b'])).toBeUndefined()
  expect(checkModel('c', ['a', 'b'])).toMatchObject({ status: 404, error: { code: 'model_not_found' } })
  expect(checkRoute('POST', '/v1/chat/completions')).toBeUndefined()
  expect(checkRoute('GET', '/v1/chat/completions')?.status).toBe(405)
  expect(checkRoute('POST', '/v1/responses')?.status).toBe(404)
})
