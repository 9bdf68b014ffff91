import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { say } from '../../platforms/openai/steps.ts'
import { DingtalkScene, PLACES } from '../support/dingtalk.ts'
import { modelVariables } from '../support/model.ts'

test.for(PLACES)('%s: a waiting message that is removed is gone, and that is said', async (place) => {
  await using model = await OpenAIServer.start()
  await using scene = await DingtalkScene.start(place, { env: modelVariables(model) })
  const gate = model.gate()
  model.enqueue(say('1.', { firstToken: gate }), say('2.'), say('4.'))
  scene.asks('one')
  scene.asks('two')
  const notice = await scene.notice()
  const third = scene.asks('three')
  await scene.until(() => /排队第 2 位/.test(notice.text))

  const told = await scene.taps(notice, '移除我的消息')
  await scene.until(() => !/第 2 位/.test(notice.text))
  gate.open()
  await scene.says(/2\.$/)
  scene.asks('four')
  await scene.says(/4\.$/)

  expect(told.text).toMatch(/消息已移除/)
  expect(scene.said.filter(({ replyTo }) => replyTo === third.id)).toEqual([])
  expect(model.requests).toHaveLength(3)
})
