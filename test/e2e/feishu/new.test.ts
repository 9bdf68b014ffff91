import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { hang, say } from '../../platforms/openai/steps.ts'
import { FeishuScene, PLACES } from '../support/feishu.ts'
import { modelVariables, PATIENT } from '../support/model.ts'

test.for(PLACES)('%s: "/new" with a text while busy begins a new session at once', async (place) => {
  await using model = await OpenAIServer.start()
  await using scene = await FeishuScene.start(place, { env: modelVariables(model) })
  model.enqueue(say('Noted.'), hang(), say('Fresh.'))
  scene.asks('my name is Ada')
  await scene.says('Noted.')
  scene.asks('think')
  const request = await model.waitForRequest(2, PATIENT)
  scene.asks('are you there?')
  await scene.notice()

  const question = scene.asks('/new start over')
  await model.waitForAbort(request, PATIENT)
  const told = await scene.says(/Новая сессия/)
  const answer = await scene.says('Fresh.')

  expect(scene.read(told)).toMatch(/1 .*сообщение/s)
  expect(answer).toMatchObject({ parent: question, thread: scene.thread })
  expect(model.requests[2]?.chat?.messages.map(({ text }) => text).join()).not.toContain('Ada')
  await scene.tidy()
})
