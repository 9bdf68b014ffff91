import { expect, test } from 'vitest'
import { feishuPlugin } from './openclaw-definition.ts'

const APP = { appId: 'cli_0123456789abcdef', appSecret: 'hush' }

const missing = (config: object, hostConfig: Readonly<Record<string, unknown>> = {}) =>
  feishuPlugin.missing(feishuPlugin.schema.parse(config), hostConfig, 'default')

test('what is missing is named with its key, and no secret is repeated', () => {
  expect(missing(APP)).toBeNull()
  expect(missing({ appSecret: 'hush' })).toMatch(/^channels\.holdline-feishu\.appId: required/)
  expect(missing({ appId: APP.appId })).toMatch(/^channels\.holdline-feishu\.appSecret: required/)
  expect(missing({ ...APP, connectionMode: 'webhook' })).toMatch(/verificationToken: required/)
  const webhook = { ...APP, connectionMode: 'webhook', verificationToken: 'v', encryptKey: 'e' }
  expect(missing({ ...webhook, webhookPath: '/elsewhere' })).toMatch(/webhookPath: must begin with \/holdline-feishu\//)
  expect(missing(webhook)).toBeNull()
})

test('one app is not received for twice: each event would go to only one of the two', () => {
  const { appId } = APP
  expect(missing(APP, { channels: { feishu: { appId } } })).toMatch(/also that of channels\.feishu\.appId/)
  expect(missing(APP, { channels: { feishu: { accounts: { main: { appId } } } } })).toMatch(/accounts\.main\.appId/)
  expect(missing(APP, { channels: { feishu: { appId, enabled: false } } })).toBeNull()
  expect(missing(APP, { channels: { feishu: { appId: 'cli_fedcba9876543210' } } })).toBeNull()
})
