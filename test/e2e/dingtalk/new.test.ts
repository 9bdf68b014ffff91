import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { hang, say } from '../../platforms/openai/steps.ts'
import { DingtalkScene, PLACES } from '../support/dingtalk.ts'
import { modelVariables, PATIENT } from '../support/model.ts'

test.for(PLACES)('%s: "/new" with a text while busy begins a new session at once', async (place) => {
  await using model = await OpenAIServer.start()
  await using scene = await DingtalkScene.start(place, { env: modelVariables(model) })
  model.enqueue(say('Noted.'), hang(), say('Fresh.'))
  scene.asks('my name is Ada')
  await scene.says('Noted.')
  scene.asks('think')
  const request = await model.waitForRequest(2, PATIENT)
  scene.asks('are you there?')
  await scene.notice()

  const question = scene.asks('/new start over')
  await model.waitForAbort(request, PATIENT)
  const told = await scene.says(/新会话/)
  const answer = await scene.says(/Fresh\.$/)

  expect(told.text).toMatch(/1 条等待中的消息/)
  expect(answer.replyTo).toBe(question.id)
  expect(model.requests[2]?.chat?.messages.map(({ text }) => text).join()).not.toContain('Ada')
  await scene.until(() => scene.said.every(({ buttons }) => buttons.length === 0))
})
