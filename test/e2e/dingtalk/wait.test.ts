import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { say } from '../../platforms/openai/steps.ts'
import { DingtalkScene, PLACES } from '../support/dingtalk.ts'
import { modelVariables } from '../support/model.ts'

test.for(PLACES)('%s: who taps "keep waiting" is answered at once, and told when the answer comes', async (place) => {
  await using model = await OpenAIServer.start()
  await using scene = await DingtalkScene.start(place, { env: modelVariables(model) })
  const gate = model.gate()
  model.enqueue(say('Here **I** am.', { firstToken: gate }), say('Yes.'))
  const question = scene.asks('hello')
  scene.asks('are you there?')
  const who = place === 'direct chat' ? scene.ann : scene.bob

  const told = await scene.taps(await scene.notice(), '继续等待', who)
  gate.open()
  const answer = await scene.says(/Here I am\./)

  expect(told.text).toMatch(/回答准备好后会通知您/)
  expect(answer.replyTo).toBe(question.id)
  expect(answer.shapes).toContainEqual({ type: 'bold', text: 'I' })
  expect(answer.at).toEqual(place === 'direct chat' ? [] : [scene.bob.id])
})
