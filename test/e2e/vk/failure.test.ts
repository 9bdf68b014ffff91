import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { fail, limitRate, say } from '../../platforms/openai/steps.ts'
import { modelVariables } from '../support/model.ts'
import { labelsOf, VK_PLACES, VkScene } from '../support/vk.ts'

const BAD_REQUEST = fail(400, { message: 'no', type: 'invalid_request_error', param: null, code: null })

test.for(VK_PLACES)('%s: a rate limit is shown and until when, a failure is told with a way on', async (place) => {
  await using model = await OpenAIServer.start()
  await using scene = await VkScene.start(place, { env: modelVariables(model) })
  model.enqueue(limitRate({ seconds: 2 }), say('At last.'), BAD_REQUEST, say('Now it works.'), say('Fine.'))

  scene.asks('hello')
  const limited = await scene.notice()
  const [first] = limited.versions
  await scene.says('At last.')
  expect(first?.text).toMatch(/пауз.*Попытка 2 из 4/s)

  const question = scene.asks('and now?')
  const failed = await scene.until(() => scene.said.find(({ text }) => /ответа нет/.test(text)))
  expect(labelsOf(failed)).toEqual(['Повторить'])
  await scene.taps(scene.ann, failed, 'Повторить')
  const answer = await scene.says('Now it works.')
  scene.asks('good')
  await scene.says('Fine.')

  expect(answer.replyTo).toBe(question.cmid)
  await scene.until(() => scene.said.every(({ keyboard }) => keyboard.length === 0))
})
