import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { say } from '../../platforms/openai/steps.ts'
import { FeishuScene } from '../support/feishu.ts'
import { modelVariables } from '../support/model.ts'

test('a notice that somebody takes away is shown anew with the next change, and its buttons work', async () => {
  await using model = await OpenAIServer.start()
  await using scene = await FeishuScene.start('group with two bots', { env: modelVariables(model) })
  const { feishu, chat, ann } = scene
  const gate = model.gate()
  model.enqueue(say('1', { firstToken: gate }), say('2'), say('3'))
  scene.asks('one')
  scene.asks('two')
  const first = await scene.notice()
  feishu.erase(first)
  scene.asks('three')

  const second = await scene.until(() => scene.said.find((message) => message !== first && message.buttons.length > 0))
  expect(scene.read(second)).toMatch(/номер 2/)
  expect((await ann.taps(second, 'Подождать')).type).toBe('success')
  gate.open()
  await scene.says(/^3/)
  await scene.tidy()
  expect(chat.messages).not.toContain(first)
})

test('a question that was taken back while it is worked on is still answered', async () => {
  await using model = await OpenAIServer.start()
  await using scene = await FeishuScene.start('p2p chat', { env: modelVariables(model) })
  const gate = model.gate()
  model.enqueue(say('All the same.', { firstToken: gate }))
  const question = scene.asks('never mind')
  await scene.until(() => scene.typing(question))
  scene.ann.recalls(question)
  gate.open()
  const answer = await scene.says('All the same.')
  expect(answer.parent).toBeUndefined()
})
