import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../../test/platforms/kit/clock.ts'
import { strictNetwork } from '../../../test/platforms/kit/strict-network.ts'
import { CallbackApi } from '../../../test/platforms/vk/callback-api.ts'
import type { CommunityOptions } from '../../../test/platforms/vk/community.ts'
import { VkHandlers } from '../../../test/platforms/vk/handlers.ts'
import { DEFAULT_LIMITS } from '../../../test/platforms/vk/limits.ts'
import type { VkAccount } from './config.ts'
import { probeVk } from './probe.ts'

const EVENTS = ['message_new', 'message_event', 'message_edit']

function setUp(community: CommunityOptions = {}) {
  const vk = new VkHandlers({ community })
  const network = strictNetwork(vk.handlers)
  onTestFinished(() => {
    vk.stop()
    network.close()
  })
  const account: VkAccount = { name: 'default', groupToken: vk.community.token, apiRoot: vk.url }
  return { vk, account }
}

test('a community that is as it should be', async () => {
  const { vk, account } = setUp({ longPoll: { events: EVENTS } })
  expect(await probeVk({ ...account, groupId: vk.community.id })).toEqual([
    { check: 'vk default', ok: true, message: 'vk.com/holdline answers' },
    { check: 'vk default', ok: true, message: 'the token has all rights that the bot uses' },
    { check: 'vk default', ok: true, message: expect.stringContaining('presses of buttons (long poll)') },
  ])
  expect(vk.calls.map(({ method }) => method)).not.toContain('groups.setLongPollSettings')
})

test('a long poll that is off, with how to switch it on', async () => {
  const { account } = setUp({ longPoll: { enabled: false } })
  expect(await probeVk(account)).toContainEqual(
    expect.objectContaining({ ok: false, message: expect.stringContaining('switched off') }),
  )
})

test('events in an old version', async () => {
  const { account } = setUp({ longPoll: { events: EVENTS, apiVersion: '5.80' } })
  expect(await probeVk(account)).toContainEqual(
    expect.objectContaining({ ok: false, message: 'events come in version 5.80' }),
  )
})

test('a token without management receives nothing', async () => {
  const { account } = setUp({ rights: ['messages'] })
  expect(await probeVk(account)).toMatchObject([
    { ok: true },
    { ok: false, message: expect.stringContaining('community management'), fix: expect.stringContaining('files') },
  ])
})

test('a token without files is good enough', async () => {
  const { account } = setUp({ rights: ['messages', 'manage'], longPoll: { events: EVENTS } })
  expect((await probeVk(account)).every(({ ok }) => ok)).toBe(true)
})

test('a Callback API address that VK does not have', async () => {
  const { vk, account } = setUp()
  const groupId = vk.community.id
  const findings = await probeVk({ ...account, groupId, callbackUrl: 'https://bot.example/vk', callbackSecret: 's' })
  expect(findings).toContainEqual(
    expect.objectContaining({ ok: false, message: expect.stringContaining('no Callback API server') }),
  )
})

test('a Callback API server whose events are not chosen, or come in an old version', async () => {
  const { vk, account } = setUp()
  const callbackUrl = 'https://bot.example/vk'
  const groupId = vk.community.id
  const events = new Set(['message_new', 'message_edit'])
  vk.community.callback = new CallbackApi(
    { url: callbackUrl, secret: 's', events, apiVersion: '5.80' },
    systemClock,
    DEFAULT_LIMITS,
    () => {},
  )
  const findings = await probeVk({ ...account, groupId, callbackUrl, callbackSecret: 's' })
  expect(findings.filter(({ ok }) => !ok)).toMatchObject([
    { message: 'VK does not send message_event: buttons spin and do nothing' },
    { message: 'events come in version 5.80', fix: expect.stringContaining('Callback API') },
  ])
})

test('a wrong token, another community, and a VK that cannot be reached', async () => {
  const { vk, account } = setUp()
  expect(await probeVk({ ...account, groupToken: 'vk1.a.wrong' })).toMatchObject([
    { ok: false, message: 'VK does not know this community token' },
  ])
  expect(await probeVk({ ...account, groupId: 5 })).toMatchObject([
    { ok: false, message: expect.stringContaining('VK_GROUP_ID says 5') },
  ])
  vk.fail('*', { dropBefore: true })
  const [finding] = await probeVk(account)
  expect(finding).toMatchObject({ ok: false, fix: 'check VK_API_ROOT and its server' })
  expect(JSON.stringify(finding)).not.toContain(vk.community.token)
})
