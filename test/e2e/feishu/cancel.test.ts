import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { hang, say } from '../../platforms/openai/steps.ts'
import { FeishuScene, PLACES } from '../support/feishu.ts'
import { modelVariables, PATIENT } from '../support/model.ts'

test.for(PLACES)('%s: the asker cancels, others may not, and the next message starts', async (place) => {
  await using model = await OpenAIServer.start()
  await using scene = await FeishuScene.start(place, { env: modelVariables(model) })
  model.enqueue(hang(), say('Next.'))
  scene.asks('think for ever')
  const request = await model.waitForRequest(1, PATIENT)
  scene.asks('and then?')
  const notice = await scene.notice()

  if (place !== 'p2p chat') {
    const refused = await scene.bob.taps(notice, 'Отменить')
    expect(refused.text, 'in his own language').toMatch(/\p{Script=Han}/u)
    expect(refused.type).toBe('warning')
    expect(request.abortedAt).toBeUndefined()
  }
  const value = notice.button('Отменить')?.value ?? {}
  const toast = await scene.ann.taps(notice, 'Отменить')
  await model.waitForAbort(request, PATIENT)
  await scene.until(() => notice.buttons.length === 0)
  const late = await scene.ann.taps(notice, 'Отменить', { value })
  await scene.says('Next.')

  expect(toast).toMatchObject({ text: expect.stringMatching(/^Останавливаем/), type: 'success' })
  expect(scene.read(notice)).toMatch(/Отменено/)
  expect(late.text).toMatch(/уже/)
  await scene.tidy()
})
