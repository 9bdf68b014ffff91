import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { ask } from './ask.ts'

const CLI = fileURLToPath(new URL('cli.ts', import.meta.url))

function run(...args: string[]) {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const errors: string[] = []
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text))
  return { child, exited: once(child, 'exit'), stderr: () => errors.join('') }
}

test('runs as a command, says where it listens, logs what happens and ends on SIGTERM', async () => {
  const { child, exited, stderr } = run('--port', '0', '--model', 'one', '--model', 'two', '--key', 'sk-secret-0001')
  const [line] = await once(createInterface(child.stdout), 'line')
  const [, url = ''] = /^openai-fake ready (http:\/\/127\.0\.0\.1:\d+\/v1)$/.exec(String(line)) ?? []
  const messages = [{ role: 'user' as const, content: 'hello' }]
  const seen = await ask({ url, messages, model: 'two', apiKey: 'sk-secret-0001' })
  expect(seen.deltas.join('')).toBe('You said: hello')
  await fetch(`${url}/nowhere`, { headers: { authorization: 'Bearer sk-secret-0001' } })
  child.kill('SIGTERM')
  expect(await exited).toEqual([0, null])
  const log = stderr()
  expect(log).toContain('"event":"end","request":1')
  expect(log).toContain('violation in request 2: Invalid URL (GET /v1/nowhere)')
  expect(log).not.toContain('sk-secret')
})

test('refuses unknown options with the usage', async () => {
  const { exited, stderr } = run('--prot', '0')
  expect(await exited).toEqual([2, null])
  expect(stderr()).toContain('node test/platforms/openai/cli.ts')
})
