import { expect, test } from 'vitest'
import { VkScene } from '../support/vk.ts'

const TOKEN = 'vk1.a.fake-token-of-the-second'

test('two communities on one gateway: each answers in its own chats, under its own session', async () => {
  await using scene = await VkScene.start('direct chat', {
    config: { vk: { accounts: { second: { groupToken: TOKEN } } } },
  })
  const { vk, gateway, ann } = scene
  await gateway.kill()
  const second = vk.addCommunity({ token: TOKEN, screenName: 'second' })
  const chat = vk.directChat(ann, second)
  await gateway.restart()
  scene.asks('to the first')
  ann.sends(chat, 'to the second')

  await scene.says(/: to the first/)
  await chat.until(() => chat.fromBots.find(({ text }) => /: to the second/.test(text)), { timeoutMs: 60_000 })
  const { stdout } = await gateway.command('sessions', 'list', '--json')
  const { sessions } = JSON.parse(stdout)
  expect(sessions.map(({ key }: { key: string }) => key).sort()).toEqual([
    `agent:main:vk:default:direct:${ann.id}`,
    `agent:main:vk:second:direct:${ann.id}`,
  ])
  expect(gateway.stderr).not.toContain(TOKEN)
})
