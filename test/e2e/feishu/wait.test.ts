import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { say } from '../../platforms/openai/steps.ts'
import { FeishuScene, PLACES } from '../support/feishu.ts'
import { modelVariables } from '../support/model.ts'

test.for(PLACES)('%s: who taps "keep waiting" is answered at once, and told when the answer comes', async (place) => {
  await using model = await OpenAIServer.start()
  await using scene = await FeishuScene.start(place, { env: modelVariables(model) })
  const gate = model.gate()
  model.enqueue(say('Here **I** am.', { firstToken: gate }), say('Yes.'))
  const question = scene.asks('hello')
  scene.asks('are you there?')
  const who = place === 'p2p chat' ? scene.ann : scene.bob

  const toast = await who.taps(await scene.notice(), 'Подождать')
  gate.open()
  const answer = await scene.says(/^Here \*\*I\*\* am\./)

  expect(toast.text).toMatch(place === 'p2p chat' ? /ответ будет готов|сообщ/ : /\p{Script=Han}/u)
  expect(answer).toMatchObject({ parent: question, thread: scene.thread, type: 'interactive' })
  expect(answer.mentions).toEqual(place === 'p2p chat' ? [] : ['Bob'])
  await scene.tidy()
})
