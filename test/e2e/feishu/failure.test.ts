import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { fail, limitRate, say } from '../../platforms/openai/steps.ts'
import { FeishuScene, PLACES } from '../support/feishu.ts'
import { modelVariables } from '../support/model.ts'

const BAD_REQUEST = fail(400, { message: 'no', type: 'invalid_request_error', param: null, code: null })

test.for(PLACES)('%s: a rate limit is shown and until when, a failure is told with a way on', async (place) => {
  await using model = await OpenAIServer.start()
  await using scene = await FeishuScene.start(place, { env: modelVariables(model) })
  model.enqueue(limitRate({ seconds: 2 }), say('At last.'), BAD_REQUEST, say('Now it works.'), say('Fine.'))

  scene.asks('hello')
  const limited = await scene.notice()
  const first = scene.read(limited)
  await scene.says('At last.')
  expect(first).toMatch(/пауз.*Попытка 2 из 4/s)

  const question = scene.asks('and now?')
  const failed = await scene.until(() => scene.said.find((message) => /ответа нет/.test(scene.read(message))))
  expect(scene.ann.reads(failed).buttons).toEqual(['Повторить'])
  await scene.ann.taps(failed, 'Повторить')
  const answer = await scene.says('Now it works.')
  scene.asks('good')
  await scene.says('Fine.')

  expect(answer.parent).toBe(question)
  await scene.tidy()
})
