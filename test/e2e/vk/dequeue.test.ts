import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { say } from '../../platforms/openai/steps.ts'
import { modelVariables } from '../support/model.ts'
import { VK_PLACES, VkScene } from '../support/vk.ts'

test.for(VK_PLACES)('%s: a waiting message that is removed is gone, and that is said', async (place) => {
  await using model = await OpenAIServer.start()
  await using scene = await VkScene.start(place, { env: modelVariables(model) })
  const gate = model.gate()
  model.enqueue(say('1', { firstToken: gate }), say('2'), say('4'))
  scene.asks('one')
  scene.asks('two')
  const notice = await scene.notice()
  const third = scene.asks('three')
  await scene.until(() => /номер 2/.test(notice.text))

  const toast = await scene.taps(scene.ann, notice, 'Убрать моё сообщение')
  await scene.until(() => !/номер 2/.test(notice.text))
  gate.open()
  await scene.says('2')
  scene.asks('four')
  await scene.says('4')

  expect(toast.text).toMatch(/^Сообщение убрано/)
  expect(scene.said.filter(({ replyTo }) => replyTo === third.cmid)).toEqual([])
  expect(model.requests).toHaveLength(3)
})
