import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigurationError } from '@holdline/bridge'
import { expect, test } from 'vitest'
import { loadConfig, strangeVariables } from './load.ts'

const empty = mkdtempSync(join(tmpdir(), 'holdline-config-'))

function withFile(value: unknown): NodeJS.ProcessEnv {
  const file = join(mkdtempSync(join(tmpdir(), 'holdline-config-')), 'config.json')
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value))
  return { HOLDLINE_CONFIG: file }
}

function errorOf(env: NodeJS.ProcessEnv): string {
  try {
    loadConfig(env, empty)
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message
  }
  throw new Error('the configuration was accepted')
}

test('nothing configured is a valid configuration', () => {
  expect(loadConfig({}, empty)).toMatchObject({
    port: 8787,
    host: '127.0.0.1',
    onBusy: 'queue',
    queueCap: 50,
    stateDir: join(empty, '.holdline'),
  })
})

test('a byte order mark before the file is no part of it', () => {
  expect(loadConfig(withFile('\ufeff{"port":4711}'), empty)).toMatchObject({ port: 4711 })
})

test('the environment wins over the file', () => {
  const env = { ...withFile({ port: 1, locale: 'ru', webchat: { token: 'abc' } }), HOLDLINE_PORT: '2' }
  expect(loadConfig(env, empty)).toMatchObject({ port: 2, locale: 'ru', webchat: { token: 'abc', enabled: true } })
})

test('a variable keeps its neighbours from the file', () => {
  const env = { ...withFile({ model: { name: 'a', apiKey: 'k' } }), OPENAI_BASE_URL: 'http://127.0.0.1:1/v1' }
  expect(loadConfig(env, empty).model).toEqual({ name: 'a', apiKey: 'k', baseUrl: 'http://127.0.0.1:1/v1' })
})

test.each([
  [{ HOLDLINE_PORT: 'abc' }, ['HOLDLINE_PORT', '"abc"', '0 to 65535']],
  [{ HOLDLINE_PORT: '70000' }, ['HOLDLINE_PORT', '70000']],
  [{ HOLDLINE_ON_BUSY: 'explode' }, ['HOLDLINE_ON_BUSY', '"explode"', 'queue']],
  [{ HOLDLINE_WEBCHAT: 'maybe' }, ['HOLDLINE_WEBCHAT', '"maybe"']],
  [{ HOLDLINE_QUEUE_CAP: '-1' }, ['HOLDLINE_QUEUE_CAP', '-1']],
  [{ HOLDLINE_HOST: '0.0.0.0' }, ['HOLDLINE_HOST', 'HOLDLINE_WEBCHAT_TOKEN']],
  [{ HOLDLINE_DATABASE_URL: 'postgres://u:secret@h/d' }, ['HOLDLINE_DATABASE_URL', 'SQLite']],
  [{ OPENAI_BASE_URL: 'not a url' }, ['OPENAI_BASE_URL', '"not a url"']],
  [{ OPENAI_BASE_URL: 'http://127.0.0.1:1/v1' }, ['OPENAI_BASE_URL', 'HOLDLINE_MODEL', 'demo model']],
  [{ HOLDLINE_MODEL: ' , ' }, ['HOLDLINE_MODEL', '" , "', 'no model is named']],
  [{ HOLDLINE_CONFIG: '/nowhere/x.json' }, ['HOLDLINE_CONFIG', '/nowhere/x.json', 'does not exist']],
])('%o names the key, the value and the fix', (env, words) => {
  const message = errorOf(env)
  for (const word of words) expect(message).toContain(word)
})

test.each([
  [{ prot: 1 }, '"prot"'],
  [{ webchat: { tokn: 'x' } }, '"webchat.tokn"'],
  [{ chats: { direct: { onBusy: 'no' } } }, 'chats.direct.onBusy'],
  [{ chats: { 'telegramm:group': {} } }, 'a channel such as telegram'],
  [{ mcpServers: { a: { comand: 'x' } } }, '"mcpServers.a"'],
  [{ mcpServers: { a: { comand: 'x' } } }, 'must be {"command"'],
  [{ actions: ['wait', 'explode'] }, '"actions.1"'],
  [{ actions: ['wait', 'explode'] }, 'is "explode"'],
  [{ telegram: { accounts: { second: { botToken: 7 } } } }, 'BotFather'],
  ['{ "port": ', 'not valid JSON'],
  ['[]', 'JSON object'],
])('a bad file %o is explained', (value, word) => {
  expect(errorOf(withFile(value))).toContain(word)
})

test('tool servers are taken as other MCP clients write them, with their type beside', () => {
  const local = { type: 'stdio', command: 'x' }
  const remote = { type: 'http', url: 'http://127.0.0.1:1/mcp' }
  expect(loadConfig(withFile({ mcpServers: { local, remote } }), empty).mcpServers).toMatchObject({ local, remote })
})

test('a variable that looks like ours and means nothing is found', () => {
  expect(strangeVariables({ HOLDLINE_PORT: '1', HOLDLINE_PROT: '2', HOLDLINE_CONFIG: 'x', PATH: '/' })).toEqual([
    'HOLDLINE_PROT',
  ])
})

test('no token is needed where only this machine reaches the gateway', () => {
  for (const host of ['localhost', '::1', '127.0.0.2'])
    expect(loadConfig({ HOLDLINE_HOST: host }, empty)).toMatchObject({ host })
})

test('a secret is never repeated', () => {
  expect(errorOf({ HOLDLINE_WEBCHAT_TOKEN: 'my secret token' })).not.toContain('my secret token')
  expect(errorOf(withFile({ model: { apiKey: 4711 } }))).not.toContain('4711')
  expect(errorOf({ HOLDLINE_DATABASE_URL: 'postgres://u:secret@h/d' })).not.toContain('secret@')
  expect(errorOf(withFile({ mcpServers: { a: { command: 1, env: { KEY: 'sesame' } } } }))).not.toContain('sesame')
})
