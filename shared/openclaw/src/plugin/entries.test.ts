import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import type { HostConfig } from '../host/config.ts'
import { definePlugin } from './define-plugin.ts'
import type { Finding, OpenChannel, PluginDefinition } from './definition.ts'

const schema = z.strictObject({
  botToken: z
    .string()
    .regex(/^\d+:\w+$/, { error: 'must be a token such as 1:a' })
    .optional()
    .describe('From the platform.'),
  apiRoot: z.string().optional().describe('Where the platform is.'),
})

const definition: PluginDefinition<typeof schema, OpenChannel> = {
  channel: 'sample',
  label: 'Sample',
  description: 'A sample.',
  chatTypes: ['direct', 'group'],
  idLabel: 'sample id',
  dmPolicy: 'pairing',
  schema,
  env: { botToken: 'SAMPLE_TOKEN' },
  identity: 'botToken',
  foreignKeys: {
    webhookPort: { taken: 'refused', why: 'the gateway has one port' },
    markdown: { taken: 'ignored', why: 'it is always on' },
  },
  missing: ({ botToken }) => (botToken === undefined ? 'channels.holdline-sample.botToken: required' : null),
  probe: async ({ config }): Promise<Finding[]> => [
    {
      ok: config.botToken === '1:good',
      message: `the platform was asked at ${config.apiRoot}`,
      fix: 'take another token',
    },
  ],
  open: () => {
    throw new Error('nothing is opened to look at an account')
  },
}

const { setupPlugin, secretKeys } = definePlugin(definition)
const REFERENCE = { source: 'env', provider: 'default', id: 'SAMPLE_TOKEN' }

function configured(section: Readonly<Record<string, unknown>>): HostConfig {
  return { channels: { 'holdline-sample': section } }
}

function inspect(section: Readonly<Record<string, unknown>>, account?: string) {
  return setupPlugin.config.inspectAccount(configured(section), account)
}

test('an inspected account tells where its secret is, and never the secret', () => {
  expect(secretKeys).toEqual(['botToken'])
  const plain = inspect({ botToken: '1:good', name: 'Desk' })
  expect(plain).toMatchObject({ configured: true, name: 'Desk', tokenSource: 'config', tokenStatus: 'available' })
  expect(JSON.stringify(plain)).not.toContain('1:good')
  expect(inspect({ botToken: REFERENCE })).toMatchObject({
    configured: true,
    tokenSource: 'env',
    tokenStatus: 'configured_unavailable',
  })
})

test('what keeps an account from running is named with its key', () => {
  expect(inspect({ botToken: 'x' })).toMatchObject({
    configured: false,
    stateReason: 'channels.holdline-sample.botToken: must be a token such as 1:a',
  })
  expect(inspect({ accounts: { b: { botToken: '1:a', webhookPort: 1 } } }, 'b').stateReason).toBe(
    'channels.holdline-sample.accounts.b.webhookPort: the gateway has one port',
  )
  expect(inspect({ botToken: '1:a', dmPolicy: 'all' }).stateReason).toContain('channels.holdline-sample.dmPolicy: ')
})

test('two accounts with one token: the second is told of the first', () => {
  const section = { accounts: { a: { botToken: '1:a' }, b: { botToken: '1:a' } } }
  expect(inspect(section, 'a').configured).toBe(true)
  expect(inspect(section, 'b').stateReason).toContain('accounts.b.botToken: is also that of the account a')
})

test('an account that is not said is the one under defaultAccount', () => {
  const section = { defaultAccount: 'b', accounts: { a: { botToken: '1:a' }, b: { botToken: '1:b' } } }
  expect(setupPlugin.config.defaultAccountId(configured(section))).toBe('b')
  expect(inspect(section).accountId).toBe('b')
})

const { setupContract, setupWizard } = setupPlugin

/** What `openclaw channels add` writes. */
function added(cfg: HostConfig, input: unknown, accountId = 'default'): unknown {
  const parsed = setupContract.parseInput(input)
  if (!parsed.ok) return parsed.error
  const problem = setupContract.validateInput({ cfg, accountId, input: parsed.value })
  if (problem !== null) return problem
  const { channels } = setupContract.applyAccountConfig({ cfg, accountId, input: parsed.value })
  return channels
}

test('channels add writes a valid account, by the key’s own option or by --token', () => {
  const section = { 'holdline-sample': { botToken: '1:a', enabled: true } }
  expect(added({}, { botToken: '1:a' })).toEqual(section)
  expect(added({ channels: { other: {} } }, { token: '1:a' })).toEqual({ other: {}, ...section })
  expect(added({}, { useEnv: true })).toEqual({ 'holdline-sample': { botToken: REFERENCE, enabled: true } })
})

test('channels add with a second account leaves the first as it is', () => {
  const cfg = configured({ accounts: { a: { botToken: '1:a' } } })
  expect(added(cfg, { token: '1:b' }, 'b')).toEqual({
    'holdline-sample': {
      accounts: { a: { botToken: '1:a' }, b: { botToken: '1:b', enabled: true } },
      enabled: true,
    },
  })
})

test('channels add refuses what would not run, and options that nobody knows', () => {
  expect(added({}, { token: 'wrong' })).toContain('botToken: must be a token')
  expect(added({}, {})).toContain('botToken: required')
  expect(added({}, { tokn: '1:a' })).toContain('Unsupported setup option: tokn')
})

test('every option of channels add is the key of its flag, as the host wants it', () => {
  for (const { key, cli } of setupContract.metadata.fields) {
    const name = cli.flags.split(' ')[0]?.slice(2) ?? ''
    expect(name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())).toBe(key)
    expect(cli.description, key).toMatch(/\w{3}/)
  }
})

test('the wizard asks which account is meant only where there is one', () => {
  const asks = (cfg: HostConfig) => setupWizard.resolveShouldPromptAccountIds({ cfg, shouldPromptAccountIds: true })
  expect(asks({})).toBe(false)
  expect(asks({ channels: { [setupWizard.channel]: { botToken: 'x' } } })).toBe(true)
})

test('the wizard takes a secret from the environment as a reference, and keeps other keys', () => {
  const [credential] = setupWizard.credentials
  const cfg = configured({ dmPolicy: 'open' })
  expect(credential?.inspect({ cfg, accountId: 'default' }).hasConfiguredValue).toBe(false)
  const next = credential?.applyUseEnv({ cfg, accountId: 'default' })
  expect(next?.channels).toEqual({ 'holdline-sample': { dmPolicy: 'open', enabled: true, botToken: REFERENCE } })
  expect(setupWizard.status.resolveConfigured({ cfg })).toBe(false)
  expect(setupWizard.status.resolveConfigured({ cfg: next ?? {} })).toBe(true)
})

test('an account is switched off, on and removed without touching its neighbour', () => {
  const { setAccountEnabled, deleteAccount } = setupPlugin.config
  const cfg = configured({ accounts: { a: { botToken: '1:a' }, b: { botToken: '1:b' } } })
  const off = setAccountEnabled({ cfg, accountId: 'a', enabled: false })
  expect(off.channels).toEqual({
    'holdline-sample': { accounts: { a: { botToken: '1:a', enabled: false }, b: { botToken: '1:b' } } },
  })
  expect(deleteAccount({ cfg, accountId: 'a' }).channels).toEqual({
    'holdline-sample': { accounts: { b: { botToken: '1:b' } } },
  })
})

const account = (section: Readonly<Record<string, unknown>>) =>
  setupPlugin.config.resolveAccount(configured(section), 'default')

test('a probe’s problem becomes an issue with its fix, and a sound account has none', async () => {
  const { status } = setupPlugin
  const issuesOf = async (botToken: string) => {
    const cfg = configured({ botToken, apiRoot: 'http://sample' })
    const probe = await status.probeAccount({ account: account({ botToken }), cfg, timeoutMs: 1_000 })
    const runtime = { accountId: 'default', running: true, connected: true }
    return status.collectStatusIssues([
      status.buildAccountSnapshot({ account: account({ botToken }), cfg, runtime, probe }),
    ])
  }
  expect(await issuesOf('1:good')).toEqual([])
  expect(await issuesOf('1:bad')).toMatchObject([
    { kind: 'runtime', message: 'the platform was asked at http://sample', fix: 'take another token' },
  ])
})

test('a probe that hangs is told as one', async () => {
  const hanging = definePlugin({ ...definition, probe: () => new Promise<Finding[]>(() => {}) }).setupPlugin
  const cfg = configured({ botToken: '1:good' })
  const probe = await hanging.status.probeAccount({ account: account({ botToken: '1:good' }), cfg, timeoutMs: 5 })
  expect(probe).toMatchObject({ ok: false, error: expect.stringContaining('no answer') })
})

test('what a running account says is an issue, and an account that is off has none', () => {
  const { collectStatusIssues } = setupPlugin.status
  const lastError = 'the platform cannot be reached'
  expect(collectStatusIssues([{ accountId: 'default', configured: true, running: true, lastError }])).toMatchObject([
    { message: lastError },
  ])
  expect(collectStatusIssues([{ accountId: 'default', enabled: false, configured: false, stateReason: 'x' }])).toEqual(
    [],
  )
})

test('doctor says what does not work, what has no effect, and nothing of a sound account', async () => {
  const warnings = (section: Readonly<Record<string, unknown>>) =>
    setupPlugin.doctor.collectPreviewWarnings({ cfg: configured({ apiRoot: 'http://sample', ...section }) })
  expect(await warnings({ botToken: '1:good' })).toEqual([])
  expect(await warnings({ botToken: '1:bad', enabled: false })).toEqual([])
  expect(await warnings({ botToken: '1:bad', markdown: {} })).toEqual([
    '- holdline-sample: the platform was asked at http://sample. Fix: take another token',
    '- holdline-sample: channels.holdline-sample.markdown has no effect here: it is always on',
  ])
  expect(await warnings({ botToken: REFERENCE })).toEqual([expect.stringContaining('(env:default) has no value')])
})

test('doctor says where the messages are kept, which an uninstalled plugin no longer can', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdline-doctor-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  vi.stubEnv('OPENCLAW_STATE_DIR', folder)
  onTestFinished(() => void vi.unstubAllEnvs())
  mkdirSync(join(folder, 'holdline'))
  const file = join(folder, 'holdline', 'holdline.db')
  writeFileSync(file, '')
  const cfg = configured({ apiRoot: 'http://sample', botToken: '1:good' })
  expect(await setupPlugin.doctor.collectPreviewWarnings({ cfg })).toEqual([
    `- holdline-sample: the messages are kept in ${file}; uninstalling the plugin leaves that file`,
  ])
})
