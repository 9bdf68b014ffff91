import { expect, test } from 'vitest'
import { TelegramScene } from '../support/telegram.ts'

const TOKEN = '8200000001:AAfake-token-of-the-second'

test('two bots on one gateway: each answers in its own chats, under its own session', async () => {
  await using scene = await TelegramScene.start('direct chat', {
    config: { telegram: { accounts: { second: { botToken: TOKEN } } } },
  })
  const { telegram, gateway, ann } = scene
  const second = telegram.account({ token: TOKEN, username: 'second_bot' })
  scene.asks('to the first')
  const chat = telegram.privateChat(ann, second)
  ann.sends(chat, 'to the second')

  await scene.says(/: to the first/)
  await chat.until(() => chat.fromBots.find(({ text }) => /: to the second/.test(text)), { timeoutMs: 60_000 })
  const { stdout } = await gateway.command('sessions', 'list', '--json')
  const { sessions } = JSON.parse(stdout)
  expect(sessions.map(({ key }: { key: string }) => key).sort()).toEqual([
    `agent:main:telegram:default:direct:${ann.id}`,
    `agent:main:telegram:second:direct:${ann.id}`,
  ])
  expect(gateway.stderr).not.toContain(TOKEN)
})
