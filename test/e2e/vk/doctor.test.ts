import { expect, test } from 'vitest'
import { VkServer } from '../../platforms/vk/server.ts'
import { holdline } from '../support/cli.ts'
import { VkScene } from '../support/vk.ts'

/** What `doctor` finds with this community, before a gateway has run. */
async function doctor(server: VkServer, env: Readonly<Record<string, string>> = {}) {
  const { code, stdout } = await holdline(['doctor', '--json'], {
    VK_GROUP_TOKEN: server.community.token,
    VK_API_ROOT: server.url,
    HOLDLINE_STATE_DIR: '/tmp/none-of-doctor',
    ...env,
  })
  return { code, stdout, findings: JSON.parse(stdout).findings }
}

test('"doctor" looks at VK, also while the gateway runs, and takes nothing away from it', async () => {
  await using scene = await VkScene.start('direct chat')
  const { code, stdout } = await scene.gateway.command('doctor')
  expect(stdout).toMatch(/vk default: vk\.com\/holdline answers/)
  expect(stdout).toMatch(/all rights/)
  expect(stdout).toMatch(/presses of buttons \(long poll\)/)
  expect(code).toBe(0)
  scene.asks('hello')
  await scene.says(/: hello/)
})

test('"doctor" explains what VK does not send, and a token that may not write', async () => {
  await using vk = await VkServer.start({ community: { rights: ['manage'] } })
  const { code, findings } = await doctor(vk)
  expect(findings).toContainEqual({
    check: 'vk default',
    ok: false,
    message: 'the token has no right to messages',
    fix: expect.stringContaining('Access tokens'),
  })
  expect(findings).toContainEqual({
    check: 'vk default',
    ok: false,
    message: 'VK does not send message_event, message_edit: buttons spin and do nothing',
    fix: expect.stringContaining('Event types'),
  })
  expect(code).toBe(1)
})

test('"doctor" explains a token that VK does not know, and one of another community', async () => {
  await using vk = await VkServer.start()
  const unknown = await doctor(vk, { VK_GROUP_TOKEN: 'vk1.a.sesame' })
  expect(unknown.findings).toContainEqual({
    check: 'vk default',
    ok: false,
    message: 'VK does not know this community token',
    fix: expect.stringContaining('VK_GROUP_TOKEN'),
  })
  expect(unknown.stdout).not.toContain('sesame')
  const other = await doctor(vk, { VK_GROUP_ID: '42' })
  expect(other.findings).toContainEqual(
    expect.objectContaining({ ok: false, message: expect.stringContaining('VK_GROUP_ID says 42') }),
  )
})
