import { expect, test } from 'vitest'
import { accountsOf, domainOf, feishuConfig, maxFileBytes, secretsIn, webhookPathOf } from './config.ts'

const ID = 'cli_0123456789abcdef'
const OTHER = 'cli_fedcba9876543210'
const APP = { appId: ID, appSecret: 's' }

const read = (config: object) => feishuConfig.parse(config)

/** The first complaint about a configuration, as `path: message`. */
function complaint(config: object): string {
  const [issue] = feishuConfig.safeParse(config).error?.issues ?? []
  return issue === undefined ? '' : `${issue.path.join('.')}: ${issue.message}`
}

test('an app alone is one account; without one, or switched off, there is none', () => {
  expect(accountsOf(read(APP))).toEqual([{ ...APP, name: 'default' }])
  expect(accountsOf(read({}))).toEqual([])
  expect(accountsOf(read({ ...APP, enabled: false }))).toEqual([])
})

test('several accounts share what stands beside them, but neither app nor secrets nor webhook', () => {
  const config = read({
    ...APP,
    domain: 'lark',
    connectionMode: 'webhook',
    verificationToken: 'v',
    encryptKey: 'e',
    webhookPath: '/x',
    accounts: { second: { appId: OTHER, appSecret: 't', connectionMode: 'websocket' }, none: { domain: 'feishu' } },
  })
  const [first, second, ...more] = accountsOf(config)
  expect(first).toMatchObject({ name: 'default', verificationToken: 'v', webhookPath: '/x' })
  expect(second).toEqual({ name: 'second', appId: OTHER, appSecret: 't', domain: 'lark', connectionMode: 'websocket' })
  expect(more).toEqual([])
})

test('the platform is named or has an address, with whatever slash', () => {
  expect(domainOf({})).toBe('https://open.feishu.cn')
  expect(domainOf({ domain: 'lark' })).toBe('https://open.larksuite.com')
  expect(domainOf({ domain: 'http://127.0.0.1:80/' })).toBe('http://127.0.0.1:80')
})

test('every account has a webhook of its own', () => {
  expect(webhookPathOf({ name: 'default' })).toBe('/feishu/events')
  expect(webhookPathOf({ name: 'b' })).toBe('/feishu/b/events')
})

test('a wrong value is named with what would be right', () => {
  expect(complaint({ ...APP, appId: 'cli_short' })).toMatch(/^appId: .*cli_a1b2/)
  expect(complaint({ appId: ID })).toMatch(/^appSecret: is required with appId$/)
  expect(complaint({ appSecret: 's' })).toMatch(/^appId: is required with appSecret$/)
  expect(complaint({ ...APP, domain: 'weixin' })).toMatch(/^domain: .*feishu, lark/)
  expect(complaint({ ...APP, connectionMode: 'webhook' })).toMatch(/^verificationToken: is required/)
  expect(complaint({ ...APP, connectionMode: 'webhook', verificationToken: 'v' })).toMatch(/^encryptKey: is required/)
  expect(complaint({ ...APP, accounts: { b: APP } })).toMatch(/^accounts\.b\.appId: .*two accounts/)
  expect(complaint({ groups: { team: {} } })).toMatch(/^groups/)
  expect(complaint({ token: 's' })).toMatch(/token/)
})

test('every secret is known as one', () => {
  const config = read({
    ...APP,
    verificationToken: 'v',
    encryptKey: 'e',
    proxy: 'http://user:p%40ss@proxy:1',
    accounts: { b: { appId: OTHER, appSecret: 't' } },
  })
  expect(secretsIn(config)).toEqual(['s', 'v', 'e', 'p@ss', 't'])
})

test('the largest file can be said', () => {
  expect(maxFileBytes({})).toBe(30 * 1024 * 1024)
  expect(maxFileBytes({ mediaMaxMb: 1.5 })).toBe(1.5 * 1024 * 1024)
})
