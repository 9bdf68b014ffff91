import { commandWords } from '@holdline/bridge'
import { locales } from '@holdline/locales'
import { expect, onTestFinished, test } from 'vitest'
import { loggerTo } from '../../../test/channels/logger-to.ts'
import { memoryEngine } from '../../../test/channels/memory-engine.ts'
import { answer } from '../../../test/channels/samples.ts'
import type { FeishuApp } from '../../../test/platforms/feishu/app.ts'
import { FeishuHandlers } from '../../../test/platforms/feishu/handlers.ts'
import { systemClock } from '../../../test/platforms/kit/clock.ts'
import { strictNetwork } from '../../../test/platforms/kit/strict-network.ts'
import { feishuPlugin } from './openclaw-definition.ts'
import { refOf } from './testing/scene.ts'

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

test('two accounts of one host share the limit of the group that both are in', async () => {
  const feishu = new FeishuHandlers()
  const network = strictNetwork(feishu.handlers)
  onTestFinished(() => {
    feishu.stop()
    network.close()
  })
  const bots = [feishu.bot, feishu.account({ name: 'Second' })]
  const open = ({ appId, appSecret }: FeishuApp, at: number) =>
    feishuPlugin.open({
      account: `bot${at}`,
      config: feishuPlugin.schema.parse({ appId, appSecret, domain: feishu.url }),
      hostConfig: {},
      language: 'en',
      engine: memoryEngine(),
      clock: systemClock,
      logger: loggerTo([]),
      commands: commandWords(locales),
      isControl: () => false,
    }).channel
  const chat = feishu.group({ members: [feishu.user()], bots })
  const sends = bots
    .map(open)
    .flatMap((channel) => ['a', 'b', 'c', 'd'].map((text) => channel.send(answer(refOf(chat), text))))
  await Promise.all(sends)
  expect(chat.fromBots).toHaveLength(8)
  expect(feishu.violations).toEqual([])
})
