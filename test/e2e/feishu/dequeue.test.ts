import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { say } from '../../platforms/openai/steps.ts'
import { FeishuScene, PLACES } from '../support/feishu.ts'
import { modelVariables } from '../support/model.ts'

test.for(PLACES)('%s: a waiting message that is removed, or taken back, is gone', async (place) => {
  await using model = await OpenAIServer.start()
  await using scene = await FeishuScene.start(place, { env: modelVariables(model) })
  const gate = model.gate()
  model.enqueue(say('1', { firstToken: gate }), say('2'), say('5'))
  scene.asks('one')
  scene.asks('two')
  const notice = await scene.notice()
  const third = scene.asks('three')
  await scene.until(() => /номер 2/.test(scene.read(notice)))

  const toast = await scene.ann.taps(notice, 'Убрать моё сообщение')
  await scene.until(() => !/номер 2/.test(scene.read(notice)))
  const fourth = scene.asks('four')
  await scene.until(() => /номер 2/.test(scene.read(notice)))
  scene.ann.recalls(fourth)
  await scene.until(() => !/номер 2/.test(scene.read(notice)))
  gate.open()
  await scene.says('2')
  scene.asks('five')
  await scene.says('5')

  expect(toast.text).toMatch(/^Сообщение убрано/)
  const toRemoved = scene.said.filter(({ parent }) => parent === third || parent === fourth)
  expect(toRemoved.map((message) => scene.read(message))).toEqual([])
  expect(model.requests).toHaveLength(3)
})
