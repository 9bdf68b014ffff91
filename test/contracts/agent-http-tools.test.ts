import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { HttpToolServer } from '../platforms/mcp/http-server.ts'
import { OpenAIServer } from '../platforms/openai/server.ts'
import { callTools, say, type ToolUse } from '../platforms/openai/steps.ts'
import { type AgentSetup, eventually, never, startAgent } from './agent-harness.ts'
import { EVERYTHING_ENTRY } from './everything-server.ts'
import { TurnRecorder, turnOf } from './turn-recorder.ts'

/** An agent whose model makes one call after the other and then says that it is done. */
async function agentThatCalls(calls: readonly ToolUse[], mcpServers: NonNullable<AgentSetup['mcpServers']>) {
  const server = await OpenAIServer.start()
  onTestFinished(() => server.close())
  server.enqueue(...calls.map((call) => callTools([call])), say('Done.'))
  const { gateway, log } = startAgent({ baseUrl: server.url, mcpServers })
  const results = () =>
    server.requests
      .at(-1)
      ?.chat?.messages.filter(({ role }) => role === 'tool')
      .map(({ text }) => text)
  return { gateway, log, results }
}

const call = (name: string, args = {}): ToolUse => ({ name, arguments: args })

async function rude(): Promise<HttpToolServer> {
  const tools = await HttpToolServer.start()
  onTestFinished(() => tools.close())
  return tools
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** The ecosystem's test server over HTTP, listening. */
async function everything(transport: 'streamableHttp' | 'sse', port: number): Promise<ChildProcess> {
  const env = { ...process.env, PORT: String(port) }
  const child = spawn(process.execPath, [EVERYTHING_ENTRY, transport], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const exited = once(child, 'exit')
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await exited
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  const look = (text: Buffer) => {
    if (/on port/.test(text.toString())) resolve()
  }
  child.stdout.on('data', look)
  child.stderr.on('data', look)
  await promise
  return child
}

test.for([
  ['streamableHttp', '/mcp'],
  ['sse', '/sse'],
] as const)('tools over %s', async ([transport, path]) => {
  const port = await freePort()
  await everything(transport, port)
  const mcpServers = { everything: { url: `http://127.0.0.1:${port}${path}` } }
  const { gateway, results } = await agentThatCalls([call('get-sum', { a: 2, b: 3 })], mcpServers)
  expect((await gateway.run(turnOf('go'), new TurnRecorder(), never())).text).toBe('Done.')
  expect(results()).toEqual(['The sum of 2 and 3 is 5.'])
})

test('progress of a call over HTTP is seen, and its cancel is told to the server', async () => {
  const tools = await rude()
  const { gateway } = await agentThatCalls([call('hang')], { rude: { url: tools.url } })
  const [report, abort] = [new TurnRecorder(), new AbortController()]
  const running = gateway.run(turnOf('go'), report, abort.signal)
  running.catch(() => {})
  await report.untilPhase('tool_running')
  const before = report.progressed
  await report.until(({ progressed }) => progressed > before + 2, 'progress of the tool')
  abort.abort(new Error('cancelled'))
  await expect(running).rejects.toThrow('cancelled')
  const asked = tools.received.find(({ method }) => method === 'tools/call')
  await eventually(() => tools.received.at(-1)).toMatchObject({
    method: 'notifications/cancelled',
    params: { requestId: asked?.id },
  })
})

test.for(['end', 'break'])('a stream that %ss without a result does not hang the turn', async (name) => {
  const tools = await rude()
  const { gateway, results } = await agentThatCalls([call(name), call('add')], { rude: { url: tools.url } })
  await gateway.run(turnOf('go'), new TurnRecorder(), never())
  expect(results()).toEqual([expect.stringMatching(/without a result.*unknown/), 'added'])
})

test('a server that was restarted meanwhile is greeted again, and gets the call', async () => {
  const tools = await rude()
  const { gateway, results } = await agentThatCalls([call('add')], { rude: { url: tools.url } })
  const report = new TurnRecorder()
  report.beforeCheckpoint = () => {
    if (report.journal.length === 0) tools.restart()
  }
  await gateway.run(turnOf('go'), report, never())
  expect(results()).toEqual(['added'])
})

test('headers are sent, and neither they nor a key in the address reach the log', async () => {
  const tools = await rude()
  const config = { url: tools.url, headers: { authorization: 'Bearer header-secret-1' } }
  const { gateway, log } = await agentThatCalls([call('end'), call('add')], { rude: config })
  await gateway.run(turnOf('go'), new TurnRecorder(), never())
  expect([...tools.keys]).toEqual(['Bearer header-secret-1'])
  expect(log.text).toMatch(/tool server lost/)
  expect(log.text).not.toMatch(/secret-1/)
})

test('an address where nobody speaks MCP is logged, and the turn goes on', async () => {
  const port = await freePort()
  const { gateway, log } = await agentThatCalls([], { nobody: { url: `http://127.0.0.1:${port}/mcp` } })
  expect((await gateway.run(turnOf('go'), new TurnRecorder(), never())).text).toBe('Done.')
  expect(log.text).toMatch(/"server":"nobody","why":"[^"]*ECONNREFUSED/)
})
