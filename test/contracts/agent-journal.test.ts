import type { Json } from '@holdline/bridge'
import { expect, onTestFinished, test } from 'vitest'
import { OpenAIServer } from '../platforms/openai/server.ts'
import { callTools, endAfter, say } from '../platforms/openai/steps.ts'
import { never, startAgent } from './agent-harness.ts'
import { recordsOf, TurnRecorder, turnOf } from './turn-recorder.ts'

const LIST = { name: 'tasks_list', arguments: {} }
const PARALLEL = { kind: 'parallel' } as const

async function provider(): Promise<OpenAIServer> {
  const server = await OpenAIServer.start()
  onTestFinished(async () => {
    await server.close()
    expect(server.violations).toEqual([])
  })
  return server
}

const typeOf = (entry: Json) =>
  typeof entry === 'object' && entry !== null && 'type' in entry ? entry.type : undefined

test('a step is durable before its tools, a start before its call, a result before the next request', async () => {
  const server = await provider()
  server.enqueue(callTools([LIST]), say('Nothing else.'))
  const { gateway } = startAgent({ baseUrl: server.url })
  const report = new TurnRecorder()
  const seen: unknown[] = []
  report.beforeCheckpoint = (entries) => void seen.push([...entries.map(typeOf), server.requests.length])
  report.tasks = async () => {
    seen.push(['ran', report.journal.map(typeOf).join()])
    return []
  }
  await gateway.run(turnOf('what runs?', PARALLEL), report, never())
  expect(seen).toEqual([
    ['step', 1],
    ['tool_started', 1],
    ['ran', 'step,tool_started'],
    ['tool_result', 1],
    ['step', 2],
  ])
})

test('a tool does not run while its start is not durable', async () => {
  const server = await provider()
  server.enqueue(callTools([LIST]))
  const { gateway } = startAgent({ baseUrl: server.url })
  const [report, abort] = [new TurnRecorder(), new AbortController()]
  let ran = false
  const stuck = Promise.withResolvers<void>()
  report.beforeCheckpoint = (entries) => {
    if (entries.map(typeOf).includes('tool_started')) stuck.resolve()
    return ran || entries.map(typeOf).includes('step') ? undefined : new Promise(() => {})
  }
  report.tasks = async () => {
    ran = true
    return []
  }
  const running = gateway.run(turnOf('what runs?', PARALLEL), report, abort.signal)
  running.catch(() => {})
  await stuck.promise
  abort.abort(new Error('killed'))
  await expect(running).rejects.toThrow('killed')
  expect(ran).toBe(false)
})

test('a call of a stream that broke afterwards is not run', async () => {
  const server = await provider()
  server.enqueue(endAfter({ calls: [LIST] }), say('Second thoughts.'))
  const { gateway } = startAgent({ baseUrl: server.url })
  const report = new TurnRecorder()
  expect((await gateway.run(turnOf('go', PARALLEL), report, never())).text).toBe('Second thoughts.')
  expect(report.codes).not.toContain('tool_running')
})

test('a call that had started before a crash is told as unknown, one that had not is run', async () => {
  const server = await provider()
  server.enqueue(say('I see.'))
  const { gateway } = startAgent({ baseUrl: server.url })
  const call = (id: string) => ({ type: 'call', id, name: 'tasks_list', input: {} })
  const journal = [
    { type: 'step', model: 'fake-model', parts: [call('a'), call('b'), call('c')] },
    { type: 'tool_started', call: 'a' },
    { type: 'tool_started', call: 'b' },
    { type: 'tool_result', call: 'b', outcome: { type: 'text', value: 'as it was' } },
  ]
  await gateway.run(
    turnOf('go', { ...PARALLEL, attempt: 2, journal: recordsOf(journal) }),
    new TurnRecorder(journal),
    never(),
  )
  const results = server.requests[0]?.chat?.messages.filter(({ role }) => role === 'tool').map(({ text }) => text)
  expect(results).toEqual([expect.stringMatching(/restarted.*unknown.*not run again/), 'as it was', 'Nothing runs.'])
})

test('a message to the running turn is read after the results, and answered', async () => {
  const server = await provider()
  server.enqueue(callTools([LIST], { text: 'Looking.' }), say('In blue.'))
  const { gateway } = startAgent({ baseUrl: server.url })
  const report = new TurnRecorder()
  report.beforeCheckpoint = (entries) => {
    if (entries.map(typeOf).includes('tool_started')) report.steer('make it blue')
  }
  expect((await gateway.run(turnOf('go', PARALLEL), report, never())).text).toBe('Looking.\n\nIn blue.')
  expect(server.requests[1]?.chat?.messages.slice(-3)).toMatchObject([
    { role: 'assistant' },
    { role: 'tool' },
    { role: 'user', text: 'make it blue' },
  ])
})

test('a message that comes with the last step is answered in the same turn', async () => {
  const server = await provider()
  server.enqueue(say('Red.'), say('Blue, then.'))
  const { gateway } = startAgent({ baseUrl: server.url })
  const report = new TurnRecorder()
  report.steer('no, blue')
  expect((await gateway.run(turnOf('which colour?'), report, never())).text).toBe('Red.\n\nBlue, then.')
})

test('a journal of a later version stops the turn with the place that cannot be read', async () => {
  const server = await provider()
  const { gateway } = startAgent({ baseUrl: server.url })
  const running = gateway.run(turnOf('go', { journal: recordsOf([{ type: 'dream' }]) }), new TurnRecorder(), never())
  await expect(running).rejects.toThrow(/journal entry 0 cannot be read/)
  expect(server.requests).toEqual([])
})

test('a loop of calls ends with an answer', async () => {
  const server = await provider()
  server.enqueue(callTools([LIST]), callTools([LIST]), say('Enough.'))
  const { gateway } = startAgent({ baseUrl: server.url, limits: { maxSteps: 3 } })
  expect((await gateway.run(turnOf('go', PARALLEL), new TurnRecorder(), never())).text).toBe('Enough.')
  expect(server.requests.map(({ body }) => body?.tool_choice)).toEqual(['auto', 'auto', 'none'])
})
