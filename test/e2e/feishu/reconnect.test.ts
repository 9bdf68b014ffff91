import { expect, test } from 'vitest'
import { FeishuScene } from '../support/feishu.ts'

test('the endpoint answers "busy" (code 1) while the bot reconnects: it heals, and nothing that was written is lost', async () => {
  await using scene = await FeishuScene.start('p2p chat')
  const { feishu, gateway } = scene
  const { bot } = feishu
  const endpoint = () =>
    feishu.calls.filter(({ method, params }) => method === 'ws.endpoint' && params.AppID === bot.appId)
  scene.asks('before')
  await scene.says(/: before/)

  feishu.fail('ws.endpoint', { code: 1, times: 3, when: ({ params }) => params.AppID === bot.appId })
  bot.connections[0]?.drop()
  scene.asks('meanwhile')
  await feishu.connected(bot, 1, { timeoutMs: 60_000 })
  await scene.says(/: meanwhile/)
  scene.asks('after')
  await scene.says(/: after/)

  expect(endpoint().length).toBeGreaterThanOrEqual(5)
  expect(bot.connections).toHaveLength(1)
  expect(gateway.stdout.match(/holdline ready/g)).toHaveLength(1)
  await gateway.logged(({ msg }) => msg.includes('long connection: 1 '))
})

test('a connection that is dead without a word is noticed and replaced', async () => {
  const clientConfig = { ReconnectCount: -1, ReconnectInterval: 0.2, ReconnectNonce: 0, PingInterval: 6 }
  await using scene = await FeishuScene.start('p2p chat', { server: { limits: { clientConfig } } })
  const { bot } = scene.feishu
  const [first] = bot.connections
  first?.freeze()
  await scene.until(() => bot.connections.some((connection) => connection !== first && connection.ready))
  scene.asks('are you there?')
  await scene.says(/: are you there/)
})
