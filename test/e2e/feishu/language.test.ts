import { expect, test } from 'vitest'
import { FeishuScene } from '../support/feishu.ts'

test('with "/lang" in a p2p chat notices and answers to taps are in that language only', async () => {
  await using scene = await FeishuScene.start('p2p chat')
  const { ann } = scene
  scene.asks('/lang zh-CN')
  await scene.says(/中文/)
  scene.asks('[think 10s] first')
  await scene.until(() => scene.chat.messages.some((message) => scene.typing(message)))
  scene.asks('second')
  const notice = await scene.notice()
  for (const language of ['ru_ru', 'en_us', 'zh_cn'] as const) expect(notice.textIn(language)).toMatch(/模型/)
  expect((await ann.taps(notice, '继续等待')).text).toMatch(/\p{Script=Han}/u)
  await scene.says(/: second/)
})

test('a person whose client says no language still reads a notice in it', async () => {
  await using scene = await FeishuScene.start('p2p chat')
  const quiet = scene.feishu.user({ name: 'Quiet', language: 'zh_cn', tellsClient: false })
  const chat = scene.feishu.p2p(quiet)
  const question = quiet.sends(chat, '[think 60s] first')
  await chat.until(() => scene.typing(question), { timeoutMs: 30_000 })
  quiet.sends(chat, 'second')
  const notice = await chat.until(() => chat.fromBots.find(({ buttons }) => buttons.length > 0), { timeoutMs: 30_000 })
  expect(quiet.reads(notice).text).toMatch(/模型/)
  expect((await quiet.taps(notice, '取消')).text).toMatch(/\p{Script=Han}/u)
})
