import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { fail, limitRate, say } from '../../platforms/openai/steps.ts'
import { DingtalkScene, PLACES } from '../support/dingtalk.ts'
import { modelVariables } from '../support/model.ts'

const BAD_REQUEST = fail(400, { message: 'no', type: 'invalid_request_error', param: null, code: null })

test.for(PLACES)('%s: a rate limit is shown and until when, a failure is told with a way on', async (place) => {
  await using model = await OpenAIServer.start()
  await using scene = await DingtalkScene.start(place, { env: modelVariables(model) })
  model.enqueue(limitRate({ seconds: 4 }), say('At last.'), BAD_REQUEST, say('Now it works.'), say('Fine.'))

  scene.asks('hello')
  const limited = await scene.notice()
  expect(limited.text).toMatch(/要求稍等.*第 2 次尝试，共 4 次/s)
  await scene.says('At last.')

  const question = scene.asks('and now?')
  const failed = await scene.until(() => scene.said.find(({ text }) => /没有给出回答/.test(text)))
  expect(failed.buttons.map(({ label }) => label)).toEqual(['重试'])
  const told = await scene.taps(failed, '重试')
  const answer = await scene.says(/Now it works\.$/)
  scene.asks('good')
  await scene.says('Fine.')

  expect(told.text).toMatch(/^正在重试。/)
  expect(answer.replyTo).toBe(question.id)
  await scene.until(() => scene.said.every(({ buttons }) => buttons.length === 0))
})
