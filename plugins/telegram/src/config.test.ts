import { expect, test } from 'vitest'
import { accountsOf, maxFileBytes, secretsIn, telegramConfig } from './config.ts'

const read = (config: object) => telegramConfig.parse(config)

/** The first complaint about a configuration, as `path: message`. */
function complaint(config: object): string {
  const [issue] = telegramConfig.safeParse(config).error?.issues ?? []
  return issue === undefined ? '' : `${issue.path.join('.')}: ${issue.message}`
}

test('a token alone is one account', () => {
  expect(accountsOf(read({ botToken: '1:a' }))).toEqual([{ name: 'default', botToken: '1:a' }])
})

test('without a token, or switched off, there is none', () => {
  expect(accountsOf(read({}))).toEqual([])
  expect(accountsOf(read({ enabled: false, botToken: '1:a' }))).toEqual([])
})

test('several accounts share what stands beside them, but neither token nor webhook', () => {
  const config = read({
    botToken: '1:a',
    proxy: 'http://p:1',
    webhookUrl: 'https://bot.example/a',
    webhookSecret: 's',
    accounts: { second: { botToken: '2:b', proxy: 'socks5://q:1' }, third: { botToken: '3:c' }, none: {} },
  })
  expect(accountsOf(config)).toMatchObject([
    { name: 'default', botToken: '1:a', proxy: 'http://p:1', webhookUrl: 'https://bot.example/a' },
    { name: 'second', botToken: '2:b', proxy: 'socks5://q:1' },
    { name: 'third', botToken: '3:c', proxy: 'http://p:1' },
  ])
  expect(accountsOf(config).map(({ webhookUrl }) => webhookUrl)).toEqual([
    'https://bot.example/a',
    undefined,
    undefined,
  ])
})

test('the account “default” is the one at the top, with its own keys first', () => {
  const config = read({ botToken: '1:a', streaming: false, accounts: { default: { botToken: '2:b' } } })
  expect(accountsOf(config)).toEqual([{ name: 'default', botToken: '2:b', streaming: false }])
})

test('a wrong value is named with what would be right', () => {
  expect(complaint({ botToken: 'sesame' })).toMatch(/^botToken: .*@BotFather/)
  expect(complaint({ apiRoot: 'localhost' })).toMatch(/^apiRoot: .*https:\/\/api\.telegram\.org/)
  expect(complaint({ proxy: 'proxy:8080x' })).toMatch(/^proxy: .*socks5:/)
  expect(complaint({ groups: { team: {} } })).toMatch(/^groups.*/)
  expect(complaint({ botToken: '1:a', webhookUrl: 'https://x.example/' })).toMatch(/^webhookSecret: is required/)
  expect(complaint({ botToken: '1:a', accounts: { b: { botToken: '1:a' } } })).toMatch(
    /^accounts\.b\.botToken: .*two accounts/,
  )
  expect(complaint({ token: '1:a' })).toMatch(/token/)
})

test('every secret is known as one', () => {
  const config = read({
    botToken: '1:a',
    webhookSecret: 'hush',
    proxy: 'http://user:p%40ss@proxy:1',
    accounts: { b: { botToken: '2:b' } },
  })
  expect(secretsIn(config)).toEqual(['1:a', 'hush', 'p@ss', '2:b'])
})

test('the largest file is what Telegram lets bots download, unless it is said', () => {
  expect(maxFileBytes({})).toBe(20 * 1024 * 1024)
  expect(maxFileBytes({ mediaMaxMb: 1.5 })).toBe(1.5 * 1024 * 1024)
})
