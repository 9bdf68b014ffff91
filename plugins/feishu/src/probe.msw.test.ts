import { expect, onTestFinished, test } from 'vitest'
import { FeishuHandlers } from '../../../test/platforms/feishu/handlers.ts'
import { strictNetwork } from '../../../test/platforms/kit/strict-network.ts'
import type { FeishuAccount } from './config.ts'
import { probeFeishu } from './probe.ts'

/** What doctor finds of an account. */
async function probe(account: Partial<FeishuAccount> = {}, prepare: (feishu: FeishuHandlers) => void = () => {}) {
  const feishu = new FeishuHandlers({ bot: { name: 'Helper' } })
  const network = strictNetwork(feishu.handlers)
  onTestFinished(() => network.close())
  prepare(feishu)
  const { appId, appSecret } = feishu.bot
  const findings = await probeFeishu({ name: 'default', appId, appSecret, domain: feishu.url, ...account })
  expect(JSON.stringify(findings)).not.toContain(appSecret)
  expect(network.leaks).toEqual([])
  return findings
}

test('a bot that answers, and a webhook to be entered in the console', async () => {
  const webhook = { connectionMode: 'webhook', verificationToken: 'v', encryptKey: 'e' } as const
  expect(await probe(webhook)).toMatchObject([
    { check: 'feishu default', ok: true, message: 'Helper answers' },
    { ok: true, message: expect.stringContaining('/feishu/events') },
  ])
})

test('an app without the long connection is told where to choose it', async () => {
  expect(await probe()).toMatchObject([{ ok: true }, { ok: false, fix: expect.stringContaining('long connection') }])
})

test('a wrong secret is told as such, with where the right one is', async () => {
  expect(await probe({ appSecret: 'wrong' })).toMatchObject([
    { ok: false, message: expect.stringContaining('App Secret'), fix: expect.stringContaining('FEISHU_APP_SECRET') },
  ])
})

test('a platform that cannot be reached is told as such', async () => {
  const broken = await probe({}, (feishu) => feishu.fail('*', { times: 9, dropBefore: true }))
  expect(broken).toMatchObject([{ ok: false, message: expect.stringContaining('cannot be reached') }])
})

test('a bot that is switched off says so', async () => {
  const off = await probe({}, ({ bot }) => {
    bot.enabled = false
  })
  expect(off).toMatchObject([{ ok: false, message: expect.stringContaining('turn on the bot') }])
})
