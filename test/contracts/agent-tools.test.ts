import { expect, onTestFinished, test } from 'vitest'
import { OpenAIServer } from '../platforms/openai/server.ts'
import { callTools, say } from '../platforms/openai/steps.ts'
import { never, startAgent } from './agent-harness.ts'
import { EVERYTHING } from './everything-server.ts'
import { TurnRecorder, turnOf } from './turn-recorder.ts'

const PHASE = { code: 'tool_running', since: 0 } as const
const TASK = { number: 2, kind: 'background', title: 'Dig', phase: PHASE, startedAt: 0 } as const

async function provider(): Promise<OpenAIServer> {
  const server = await OpenAIServer.start()
  onTestFinished(async () => {
    await server.close()
    expect(server.violations).toEqual([])
  })
  return server
}

const resultsIn = (server: OpenAIServer, request: number) =>
  server.requests[request]?.chat?.messages.filter(({ role }) => role === 'tool').map(({ text }) => text)

test('several calls of one step run at once, under their titles, and the model gets all results in its order', async () => {
  const server = await provider()
  const slow = { name: 'trigger-long-running-operation', arguments: { duration: 0.4, steps: 2 } }
  server.enqueue(callTools([slow, { name: 'get-sum', arguments: { a: 2, b: 3 } }]), say('Both done.'))
  const { gateway } = startAgent({ baseUrl: server.url, mcpServers: { everything: EVERYTHING } })
  const report = new TurnRecorder()
  await gateway.run(turnOf('go'), report, never())
  const labels = report.phases.filter(({ code }) => code === 'tool_running').map(({ label }) => label)
  expect(labels).toContain('Trigger Long Running Operation Tool, Get Sum Tool')
  expect(report.journal.filter((entry) => JSON.stringify(entry).includes('tool_result'))[0]).toMatchObject({
    outcome: { value: 'The sum of 2 and 3 is 5.' },
  })
  expect(resultsIn(server, 1)).toEqual([expect.stringMatching(/completed/), 'The sum of 2 and 3 is 5.'])
})

test("a tool's own error goes to the model", async () => {
  const server = await provider()
  server.enqueue(callTools([{ name: 'get-sum', arguments: { a: 'two' } }]), say('My mistake.'))
  const { gateway } = startAgent({ baseUrl: server.url, mcpServers: { everything: EVERYTHING } })
  expect((await gateway.run(turnOf('go'), new TurnRecorder(), never())).text).toBe('My mistake.')
  expect(resultsIn(server, 1)).toEqual([expect.stringMatching(/Invalid arguments/i)])
})

test('a tool that does not exist, and arguments that are no JSON, go back to the model as errors', async () => {
  const server = await provider()
  server.enqueue(
    callTools([
      { name: 'nowhere', arguments: {} },
      { name: 'task_cancel', arguments: '{"number": 2' },
    ]),
    say('Sorry.'),
  )
  const { gateway } = startAgent({ baseUrl: server.url })
  const report = new TurnRecorder()
  expect((await gateway.run(turnOf('go', { kind: 'parallel' }), report, never())).text).toBe('Sorry.')
  expect(resultsIn(server, 1)).toEqual([expect.stringMatching(/nowhere/), expect.stringMatching(/JSON/)])
  expect([report.cancelled, report.codes.includes('tool_running')]).toEqual([[], false])
})

test('a turn beside others can list and cancel them', async () => {
  const server = await provider()
  const calls = [
    { name: 'tasks_list', arguments: {} },
    { name: 'task_cancel', arguments: { number: 2 } },
    { name: 'task_cancel', arguments: { number: 9 } },
  ]
  server.enqueue(callTools(calls), say('Stopped it.'))
  const report = new TurnRecorder()
  report.running = [TASK]
  await startAgent({ baseUrl: server.url }).gateway.run(turnOf('stop that', { tasks: [TASK] }), report, never())
  expect(report.cancelled).toEqual([2, 9])
  expect(resultsIn(server, 1)).toEqual([
    expect.stringMatching(/^#2 \(background, tool_running.*Dig$/),
    expect.stringMatching(/2 was cancelled/),
    expect.stringMatching(/No running task has the number 9/),
  ])
  expect(server.requests[0]?.chat?.messages.at(-1)?.text).toMatch(/#2.*Dig.*<\/system-event>\n\nstop that$/s)
})

test('a turn that is alone is not offered the task tools', async () => {
  const server = await provider()
  server.enqueue(say('Hi.'))
  await startAgent({ baseUrl: server.url }).gateway.run(turnOf('hi'), new TurnRecorder(), never())
  expect(server.requests[0]?.body).not.toHaveProperty('tools')
})

test('a tool that takes too long is ended, and the model is told', async () => {
  const server = await provider()
  const slow = { name: 'trigger-long-running-operation', arguments: { duration: 60, steps: 2 } }
  server.enqueue(callTools([slow]), say('Too slow.'))
  const mcpServers = { everything: EVERYTHING }
  const { gateway } = startAgent({ baseUrl: server.url, mcpServers, limits: { toolTimeoutMs: 100 } })
  expect((await gateway.run(turnOf('go'), new TurnRecorder(), never())).text).toBe('Too slow.')
  expect(resultsIn(server, 1)).toEqual([expect.stringMatching(/within 100 ms.*unknown/)])
})
