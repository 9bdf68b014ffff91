import { expect, onTestFinished, test } from 'vitest'
import { DingtalkHandlers } from '../../../test/platforms/dingtalk/handlers.ts'
import { systemClock } from '../../../test/platforms/kit/clock.ts'
import { strictNetwork } from '../../../test/platforms/kit/strict-network.ts'
import type { DingtalkAccount } from './config.ts'
import { probeDingtalk } from './probe.ts'

async function setUp(own: Partial<DingtalkAccount> = {}) {
  const dingtalk = await DingtalkHandlers.start()
  const network = strictNetwork(dingtalk.handlers)
  onTestFinished(() => {
    dingtalk.stop()
    network.close()
  })
  const { clientId, clientSecret } = dingtalk.app
  const account = { name: 'default', clientId, clientSecret, apiRoot: dingtalk.url, ...own }
  return { dingtalk, probe: () => probeDingtalk(account, systemClock) }
}

test('an app that is as it should be; no connection is opened, which would take messages away', async () => {
  const { dingtalk, probe } = await setUp()
  expect(await probe()).toEqual([
    { check: 'dingtalk default', ok: true, message: 'DingTalk knows the Client ID and Secret' },
    { check: 'dingtalk default', ok: true, message: expect.stringMatching(/Stream mode is on.*mention the robot/) },
    { check: 'dingtalk default', ok: true, message: expect.stringContaining('DingTalk’s public template') },
  ])
  expect(dingtalk.calls.map(({ endpoint }) => endpoint)).toEqual(['accessToken', 'connectionsOpen'])
  expect(dingtalk.connections()).toEqual([])
})

test.for([
  [{ cards: 'off' }, /cards are off/],
  [{ cardTemplateId: 'mine.schema' }, /the template mine\.schema/],
] as const)('how its status is shown: %j', async ([own, sentence]) => {
  const { probe } = await setUp(own)
  expect((await probe()).at(-1)?.message).toMatch(sentence)
})

test('credentials that DingTalk does not know', async () => {
  const { probe } = await setUp({ clientSecret: 'sesame-sesame-sesame' })
  const findings = await probe()
  expect(findings).toMatchObject([{ ok: false, fix: expect.stringContaining('DINGTALK_CLIENT_SECRET') }])
  expect(JSON.stringify(findings)).not.toContain('sesame')
})

test('an app without a robot in Stream mode', async () => {
  const { dingtalk, probe } = await setUp()
  dingtalk.fail('connectionsOpen', { status: 403, code: 'Forbidden.AccessDenied' })
  expect(await probe()).toMatchObject([
    { ok: true },
    { ok: false, message: 'DingTalk opens no stream for this app', fix: expect.stringContaining('Stream mode') },
  ])
})

test('a DingTalk that cannot be reached', async () => {
  const { dingtalk, probe } = await setUp()
  dingtalk.fail('accessToken', { dropBefore: true })
  expect(await probe()).toMatchObject([
    { ok: false, message: expect.stringMatching(/^DingTalk cannot be reached/), fix: 'check DINGTALK_API_ROOT' },
  ])
})
