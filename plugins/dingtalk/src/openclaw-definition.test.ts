import { expect, test } from 'vitest'
import { dingtalkPlugin } from './openclaw-definition.ts'

const CLIENT = 'dingabc123def456'

const missing = (config: object, hostConfig: Readonly<Record<string, unknown>> = {}) =>
  dingtalkPlugin.missing(dingtalkPlugin.schema.parse(config), hostConfig, 'default')

const whole = { clientId: CLIENT, clientSecret: 'sesame-sesame-sesame' }

test('what is missing is named with its key, and no secret is repeated', () => {
  expect(missing(whole)).toBeNull()
  expect(missing({ clientId: CLIENT })).toMatch(/^channels\.holdline-dingtalk\.clientSecret: required/)
  const words = missing({ clientSecret: whole.clientSecret })
  expect(words).toMatch(/^channels\.holdline-dingtalk\.clientId: required/)
  expect(words).not.toContain('sesame')
})

test.for([
  [{ 'dingtalk-connector': { clientId: CLIENT } }, 'channels.dingtalk-connector.clientId'],
  [{ dingtalk: { clientId: CLIENT } }, 'channels.dingtalk.clientId'],
  [{ dingtalk: { accounts: { main: { clientId: CLIENT } } } }, 'channels.dingtalk.accounts.main.clientId'],
] as const)(
  'one app is not received for twice, each message would go to only one of the two: %j',
  ([channels, where]) => {
    expect(missing(whole, { channels })).toContain(`is also ${where};`)
  },
)

test.for([
  { channels: { dingtalk: { clientId: 'dingother12345678' } } },
  { channels: { dingtalk: { clientId: CLIENT, enabled: false } } },
  { channels: { dingtalk: { enabled: false, accounts: { main: { clientId: CLIENT } } } } },
  { channels: { dingtalk: { accounts: { main: { clientId: CLIENT, enabled: false } } } } },
  { channels: { dingtalk: { clientId: CLIENT } }, plugins: { entries: { dingtalk: { enabled: false } } } },
  { channels: { dingtalk: 'what?' } },
])('what receives nothing for the app is in nobody’s way: %j', (hostConfig) => {
  expect(missing(whole, hostConfig)).toBeNull()
})
