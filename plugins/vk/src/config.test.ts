import { expect, test } from 'vitest'
import { accountsOf, maxFileBytes, secretsIn, vkConfig } from './config.ts'

const read = (config: object) => vkConfig.parse(config)

/** The first complaint about a configuration, as `path: message`. */
function complaint(config: object): string {
  const [issue] = vkConfig.safeParse(config).error?.issues ?? []
  return issue === undefined ? '' : `${issue.path.join('.')}: ${issue.message}`
}

test('a token alone is one account', () => {
  expect(accountsOf(read({ groupToken: 'vk1.a.one' }))).toEqual([{ name: 'default', groupToken: 'vk1.a.one' }])
})

test('without a token, or switched off, there is none', () => {
  expect(accountsOf(read({}))).toEqual([])
  expect(accountsOf(read({ enabled: false, groupToken: 'vk1.a.one' }))).toEqual([])
})

test.for([123, '123', 'club123', 'public123', ' 123 '])('the community may be named %j', (groupId) => {
  expect(read({ groupId }).groupId).toBe(123)
})

test('several accounts share what stands beside them, but neither community, token nor address', () => {
  const config = read({
    groupToken: 'vk1.a.one',
    groupId: 1,
    mediaMaxMb: 5,
    callbackUrl: 'https://bot.example/a',
    callbackSecret: 'hush',
    accounts: { second: { groupToken: 'vk1.a.two', mediaMaxMb: 7 }, third: { groupToken: 'vk1.a.three' }, none: {} },
  })
  expect(accountsOf(config)).toMatchObject([
    { name: 'default', groupToken: 'vk1.a.one', groupId: 1, callbackUrl: 'https://bot.example/a' },
    { name: 'second', groupToken: 'vk1.a.two', mediaMaxMb: 7 },
    { name: 'third', groupToken: 'vk1.a.three', mediaMaxMb: 5 },
  ])
  expect(accountsOf(config).map(({ groupId, callbackUrl }) => groupId ?? callbackUrl)).toEqual([
    1,
    undefined,
    undefined,
  ])
})

test('a wrong value is named with what would be right', () => {
  expect(complaint({ groupToken: 'open sesame' })).toMatch(/^groupToken: .*Access tokens/)
  expect(complaint({ groupId: -5 })).toMatch(/^groupId: .*without a minus/)
  expect(complaint({ apiRoot: 'localhost' })).toMatch(/^apiRoot: .*https:\/\/api\.vk\.ru/)
  expect(complaint({ groups: { team: {} } })).toMatch(/^groups/)
  const account = { groupToken: 'vk1.a.one', groupId: 1 }
  expect(complaint({ ...account, callbackUrl: 'https://x.example/' })).toMatch(/^callbackSecret: is required/)
  expect(complaint({ groupToken: 'vk1.a.one', callbackUrl: 'https://x.example/', callbackSecret: 's' })).toMatch(
    /^groupId: is required/,
  )
  expect(complaint({ ...account, accounts: { b: { groupToken: 'vk1.a.one' } } })).toMatch(
    /^accounts\.b\.groupToken: .*two accounts/,
  )
  expect(complaint({ ...account, accounts: { b: { groupToken: 'vk1.a.two', groupId: 1 } } })).toMatch(
    /^accounts\.b\.groupId: .*two accounts/,
  )
  const called = { ...account, callbackUrl: 'https://x.example/vk', callbackSecret: 's' }
  const second = { groupToken: 'vk1.a.two', groupId: 2, callbackUrl: 'https://y.example/vk' }
  expect(complaint({ ...called, accounts: { b: second } })).toMatch(/^accounts\.b\.callbackUrl: .*\/vk is used by two/)
  expect(complaint({ ...called, accounts: { b: { ...second, callbackUrl: 'https://y.example/b' } } })).toBe('')
  expect(complaint({ token: 'vk1.a.one' })).toMatch(/token/)
})

test('every secret is known as one', () => {
  const config = read({
    groupToken: 'vk1.a.one',
    groupId: 1,
    callbackSecret: 'hush',
    accounts: { b: { groupToken: 'vk1.a.two' } },
  })
  expect(secretsIn(config)).toEqual(['vk1.a.one', 'hush', 'vk1.a.two'])
})

test('the largest file is 20 MiB, unless it is said', () => {
  expect(maxFileBytes({})).toBe(20 * 1024 * 1024)
  expect(maxFileBytes({ mediaMaxMb: 1.5 })).toBe(1.5 * 1024 * 1024)
})
