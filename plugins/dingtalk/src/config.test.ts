import { expect, test } from 'vitest'
import { accountsOf, dingtalkConfig, secretsIn } from './config.ts'

const ONE = { clientId: 'dingone12345', clientSecret: 'secret-of-the-first-app' }
const TWO = { clientId: 'dingtwo12345', clientSecret: 'secret-of-the-second-app' }

const problems = (config: unknown) =>
  dingtalkConfig.safeParse(config).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? []

test('an account needs both of its credentials', () => {
  expect(accountsOf(dingtalkConfig.parse({}))).toEqual([])
  expect(accountsOf(dingtalkConfig.parse(ONE))).toEqual([{ ...ONE, name: 'default' }])
  expect(problems({ clientId: ONE.clientId })).toEqual(['clientSecret: is required with clientId'])
  expect(problems({ accounts: { a: { clientSecret: ONE.clientSecret } } })).toEqual([
    'accounts.a.clientId: is required with clientSecret',
  ])
})

test('named accounts inherit everything but the credentials', () => {
  const config = dingtalkConfig.parse({
    ...ONE,
    robotCode: 'r',
    cards: 'off',
    accounts: { second: { ...TWO, cards: 'auto' } },
  })
  expect(accountsOf(config)).toEqual([
    { ...ONE, robotCode: 'r', cards: 'off', name: 'default' },
    { ...TWO, cards: 'auto', name: 'second' },
  ])
  expect(secretsIn(config)).toEqual([ONE.clientSecret, TWO.clientSecret])
  expect(accountsOf({ ...config, enabled: false })).toEqual([])
})

test('one app on two accounts is an error: each message would go to one of them by chance', () => {
  expect(problems({ ...ONE, accounts: { again: ONE } })).toEqual([
    expect.stringMatching(/^accounts\.again\.clientId: .*two accounts/),
  ])
})

test('what is misspelt is named, and no secret is repeated', () => {
  const text = problems({
    clientId: 'x',
    clientSecret: 'sesame',
    cardTemplateId: 'mine',
    groups: { team: {} },
    cardz: 1,
  }).join()
  expect(text).toMatch(
    /clientId: .*Client ID.*clientSecret: .*AppSecret.*cardTemplateId: .*\.schema.*groups\.team.*cardz/s,
  )
  expect(text).not.toContain('sesame')
})
