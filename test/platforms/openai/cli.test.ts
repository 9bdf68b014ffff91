import { expect, test } from 'vitest'
import { runCli } from '../kit/run-cli.ts'
import { ask } from './ask.ts'

test('runs as a command, says where it listens, logs what happens and ends on SIGTERM', async () => {
  const { child, ready, ended, stderr } = runCli(
    import.meta.url,
    '--port',
    '0',
    '--model',
    'one',
    '--model',
    'two',
    '--key',
    'sk-secret-0001',
  )
  const [, url = ''] = /^openai-fake ready (http:\/\/127\.0\.0\.1:\d+\/v1)$/.exec(await ready) ?? []
  const messages = [{ role: 'user' as const, content: 'hello' }]
  const seen = await ask({ url, messages, model: 'two', apiKey: 'sk-secret-0001' })
  expect(seen.deltas.join('')).toBe('You said: hello')
  await fetch(`${url}/nowhere`, { headers: { authorization: 'Bearer sk-secret-0001' } })
  child.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
  const log = stderr()
  expect(log).toContain('"event":"end","request":1')
  expect(log).toContain('violation in request 2: Invalid URL (GET /v1/nowhere)')
  expect(log).not.toContain('sk-secret')
})

test('refuses unknown options with the usage', async () => {
  const { ended, stderr } = runCli(import.meta.url, '--prot', '0')
  expect(await ended).toEqual([2, null])
  expect(stderr()).toContain('node test/platforms/openai/cli.ts')
})
