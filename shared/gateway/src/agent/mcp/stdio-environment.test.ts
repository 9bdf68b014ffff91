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

test('under npm start, a tool server is run by the operator’s Node and npm, not by ours', () => {
  vi.stubEnv('npm_lifecycle_event', 'start')
  vi.stubEnv('PATH', '/holdline/node_modules/.bin:/node_modules/.bin:/npm/node-gyp-bin:/usr/bin:/own/node_modules/.bin')
  expect(stdioEnvironment().PATH).toBe('/usr/bin:/own/node_modules/.bin')
})

test('outside of npm scripts, PATH is left as it is', () => {
  vi.stubEnv('npm_lifecycle_event', undefined)
  vi.stubEnv('PATH', '/own/node_modules/.bin:/usr/bin')
  expect(stdioEnvironment().PATH).toBe('/own/node_modules/.bin:/usr/bin')
})
