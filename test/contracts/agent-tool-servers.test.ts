import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { OpenAIServer } from '../platforms/openai/server.ts'
import { callTools, say } from '../platforms/openai/steps.ts'
import { type AgentSetup, eventually, never, startAgent } from './agent-harness.ts'
import { EVERYTHING, type ServerConfig } from './everything-server.ts'
import type { TestLog } from './test-log.ts'
import { TurnRecorder, turnOf } from './turn-recorder.ts'

// Ten times what it takes.
const PROMPT_MS = 3_000

const RUDE = fileURLToPath(new URL('../platforms/mcp/main.ts', import.meta.url))

function rude(args: readonly string[] = [], env: Record<string, string> = {}): ServerConfig {
  return { command: process.execPath, args: [RUDE, ...args], env }
}

/** An agent whose model calls one tool after the other and then says that it is done. */
async function agentThatCalls(
  tools: readonly string[],
  mcpServers: NonNullable<AgentSetup['mcpServers']>,
  limits = {},
) {
  const server = await OpenAIServer.start()
  onTestFinished(() => server.close())
  server.enqueue(...tools.map((name) => callTools([{ name, arguments: {} }])), say('Done.'))
  const { gateway, log } = startAgent({ baseUrl: server.url, mcpServers, limits: { serverStopMs: 100, ...limits } })
  const results = () =>
    server.requests
      .at(-1)
      ?.chat?.messages.filter(({ role }) => role === 'tool')
      .map(({ text }) => text)
  const offered = (request: number) => server.requests[request]?.chat?.tools
  return { server, gateway, log, results, offered }
}

const pidsIn = (log: TestLog) => [...log.text.matchAll(/pid (\d+)/g)].map(([, pid]) => Number(pid))

function lives(pid: number | undefined): boolean {
  try {
    return pid !== undefined && process.kill(pid, 0)
  } catch {
    return false
  }
}

test('a cancel is told to the tool server, which lives on', async () => {
  const { gateway, log } = await agentThatCalls(['hang'], { rude: rude() })
  const [report, abort] = [new TurnRecorder(), new AbortController()]
  const running = gateway.run(turnOf('go'), report, abort.signal)
  running.catch(() => {})
  await report.untilPhase('tool_running')
  expect(report.phases.at(-1)?.label).toBe('Slow search')
  const before = report.progressed
  await report.until(({ progressed }) => progressed > before + 2, 'progress of the tool')
  abort.abort(new Error('cancelled'))
  await expect(running).rejects.toThrow('cancelled')
  await eventually(() => log.text).toMatch(/was told to cancel/)
  expect(lives(pidsIn(log)[0])).toBe(true)
})

test('a server that dies in a call is started again for the next one, and the call is told as unknown', async () => {
  const { gateway, log, results } = await agentThatCalls(['die', 'refuse'], { rude: rude() })
  const report = new TurnRecorder()
  expect((await gateway.run(turnOf('go'), report, never())).text).toBe('Done.')
  expect(results()).toEqual([
    expect.stringMatching(/ended with code 3.*unknown/),
    expect.stringMatching(/no such page/),
  ])
  expect(report.phases.find(({ code }) => code === 'tool_running')?.label).toBe('Last words')
  expect(pidsIn(log)).toHaveLength(2)
})

test('a server that is gone for good fails the turn, under the name that people know', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdline-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const { gateway } = await agentThatCalls(['die', 'hang'], { rude: rude(['--once', join(folder, 'started')]) })
  const running = gateway.run(turnOf('go'), new TurnRecorder(), never())
  await expect(running).rejects.toMatchObject({ code: 'tool_failed', detail: 'Slow search' })
})

test('a server that does not start leaves the others their tools, and the log says what it said, without its secrets', async () => {
  const servers = {
    broken: rude(['--broken'], { DATABASE: 'postgres://secret' }),
    missing: { command: '/nowhere/server' },
    rude: rude(),
  }
  const { gateway, log, offered } = await agentThatCalls([], servers)
  expect((await gateway.run(turnOf('go'), new TurnRecorder(), never())).text).toBe('Done.')
  expect(offered(0)).toContain('hang')
  expect(log.text).toMatch(
    /"server":"broken","why":"it ended with code 1","said":\["pid \d+","no database at \[redacted\]"\]/,
  )
  expect(log.text).toMatch(/"server":"missing","why":"spawn \/nowhere\/server ENOENT"/)
})

test('a mute server does not hold a turn up for long', async () => {
  const limits = { serverWaitMs: 100, serverStartMs: 300 }
  const { gateway, log, offered } = await agentThatCalls([], { mute: rude(['--mute']) }, limits)
  expect((await gateway.run(turnOf('go'), new TurnRecorder(), never())).text).toBe('Done.')
  expect(offered(0)).toEqual([])
  await eventually(() => log.text).toMatch(/"server":"mute","why":"[^"]*timed out/)
})

test('a mute server holds up one turn, not every turn', async () => {
  const { gateway, server } = await agentThatCalls([], { mute: rude(['--mute']) }, { serverWaitMs: 2_000 })
  server.enqueue(say('Done again.'))
  const took: number[] = []
  for (const turn of ['one', 'two']) {
    const at = performance.now()
    await gateway.run(turnOf(turn), new TurnRecorder(), never())
    took.push(performance.now() - at)
  }
  expect(took[0]).toBeGreaterThan(1_900)
  expect(took[1]).toBeLessThan(1_900)
})

test('a server gets its own environment and none of our keys', async () => {
  const { gateway, results } = await agentThatCalls(['environment'], { rude: rude([], { TOKEN: 'theirs-123' }) })
  process.env.HOLDLINE_TEST_KEY = 'ours-456'
  onTestFinished(() => void delete process.env.HOLDLINE_TEST_KEY)
  await gateway.run(turnOf('go'), new TurnRecorder(), never())
  expect(results()?.[0]).toMatch(/"TOKEN":"theirs-123"/)
  expect(results()?.[0]).not.toMatch(/ours-456/)
})

test('a long result is cut, and the model is told', async () => {
  const { gateway, results } = await agentThatCalls(['long'], { rude: rude() }, { toolResultChars: 1_000 })
  await gateway.run(turnOf('go'), new TurnRecorder(), never())
  expect(results()?.[0]).toMatch(/^x{1000}\n\(cut: 99000 more characters\)$/)
})

test('a tool that a server adds while it runs can be used in the next step', async () => {
  const { gateway, results } = await agentThatCalls(['grow', 'grown'], { rude: rude() })
  await gateway.run(turnOf('go'), new TurnRecorder(), never())
  expect(results()).toEqual(['grown', 'did grown'])
})

test('servers with the same tools are told apart', async () => {
  const { gateway, offered } = await agentThatCalls(['first__refuse'], { first: rude(), second: rude() })
  await gateway.run(turnOf('go'), new TurnRecorder(), never())
  expect(offered(0)).toEqual(expect.arrayContaining(['first__hang', 'second__hang']))
})

test('close ends every server, also one that ignores SIGTERM', async () => {
  const { gateway, log } = await agentThatCalls([], { kind: rude(), stubborn: rude(['--stubborn']) })
  await gateway.run(turnOf('go'), new TurnRecorder(), never())
  const pids = pidsIn(log)
  expect(pids.map(lives)).toEqual([true, true])
  await gateway.close?.()
  expect(pids.map(lives)).toEqual([false, false])
  expect(log.text).toMatch(/SIGTERM\? No\./)
})

test('close does not wait for a server that is still starting', async () => {
  const { gateway, log } = await agentThatCalls([], { mute: rude(['--mute']) }, { serverWaitMs: 50 })
  await gateway.run(turnOf('go'), new TurnRecorder(), never())
  await eventually(() => pidsIn(log)).toHaveLength(1)
  const at = performance.now()
  await gateway.close?.()
  expect(performance.now() - at).toBeLessThan(PROMPT_MS)
  expect(lives(pidsIn(log)[0])).toBe(false)
})

test('a gateway that is killed leaves no tool server behind', async () => {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./agent.worker.ts', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [said] = await once(child.stdout, 'data')
  const pid = Number(String(said))
  expect(lives(pid)).toBe(true)
  child.kill('SIGKILL')
  await eventually(() => lives(pid)).toBe(false)
})

test('no server is started before a turn needs it', async () => {
  const { log } = await agentThatCalls([], { everything: EVERYTHING, rude: rude() })
  expect(log.lines).toEqual([])
})
