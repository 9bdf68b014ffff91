import { afterEach, expect, test, vi } from 'vitest'
import { stdioEnvironment } from './stdio-environment.ts'

afterEach(() => vi.unstubAllEnvs())

test('a tool server gets the usual few variables and its own, never our keys', () => {
  vi.stubEnv('OPENAI_API_KEY', 'sk-ours')
  vi.stubEnv('PATH', '/bin')
  const env = stdioEnvironment({ TOKEN: 'theirs' })
  expect(env).toMatchObject({ PATH: '/bin', TOKEN: 'theirs' })
  expect(Object.values(env)).not.toContain('sk-ours')
})
