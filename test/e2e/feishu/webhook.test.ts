import { expect, test } from 'vitest'
import { FeishuScene } from '../support/feishu.ts'

const KEYS = { verificationToken: 'verification-of-nobody', encryptKey: 'key-of-nobody' }

test('by webhook: messages and taps come in, strangers do not', async () => {
  await using scene = await FeishuScene.start('p2p chat', {
    config: { feishu: { connectionMode: 'webhook', ...KEYS } },
  })
  const { feishu, gateway, ann } = scene
  const url = `${gateway.url}/feishu/events`
  await feishu.bot.useWebhook({ url, ...KEYS })
  const question = scene.asks('[think 60s] first')
  await scene.until(() => scene.typing(question))
  scene.asks('second')
  const toast = await ann.taps(await scene.notice(), 'Отменить')
  await scene.says(/: second/)

  const forged = { schema: '2.0', header: { event_type: 'im.message.receive_v1', token: 'guess' }, event: {} }
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(forged) })
  expect(response.status).toBe(401)
  expect(toast.text).toMatch(/Останавливаем/)
  expect(feishu.calls.map(({ method }) => method)).not.toContain('ws.endpoint')
  for (const secret of Object.values(KEYS)) expect(gateway.stderr).not.toContain(secret)
})
