import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { say } from '../../platforms/openai/steps.ts'
import { modelVariables } from '../support/model.ts'
import { PLACES, TelegramScene } from '../support/telegram.ts'

test.for(PLACES)('%s: who taps "keep waiting" is answered at once, and told when the answer comes', async (place) => {
  await using model = await OpenAIServer.start()
  await using scene = await TelegramScene.start(place, { env: modelVariables(model) })
  const gate = model.gate()
  model.enqueue(say('Here **I** am.', { firstToken: gate }), say('Yes.'))
  const question = scene.asks('hello')
  scene.asks('are you there?')
  const who = place === 'direct chat' ? scene.ann : scene.bob

  const toast = await who.taps(await scene.notice(), 'Подождать')
  gate.open()
  const answer = await scene.says(/^Here I am\./)

  expect(toast.text).toMatch(place === 'direct chat' ? /ответ будет готов|сообщ/ : /\p{Script=Han}/u)
  expect(answer).toMatchObject({ replyTo: question.id, thread: scene.thread })
  expect(answer.entities).toContainEqual({ type: 'bold', offset: 5, length: 1 })
  const mentioned = answer.entities.flatMap((entity) => (entity.type === 'text_mention' ? [entity.user.id] : []))
  expect(mentioned).toEqual(place === 'direct chat' ? [] : [scene.bob.id])
})
