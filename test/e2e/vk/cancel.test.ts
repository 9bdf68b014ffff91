import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { hang, say } from '../../platforms/openai/steps.ts'
import { modelVariables, PATIENT } from '../support/model.ts'
import { VK_PLACES, VkScene } from '../support/vk.ts'

test.for(VK_PLACES)('%s: the asker cancels, others may not, and the next message starts', async (place) => {
  await using model = await OpenAIServer.start()
  await using scene = await VkScene.start(place, { env: modelVariables(model) })
  model.enqueue(hang(), say('Next.'))
  scene.asks('think for ever')
  const request = await model.waitForRequest(1, PATIENT)
  scene.asks('and then?')
  const notice = await scene.notice()

  if (place !== 'direct chat') {
    // VK tells the language of whoever writes, and not of whoever presses.
    scene.bob.sends(scene.chat, 'good morning')
    const refused = await scene.taps(scene.bob, notice, 'Отменить')
    expect(refused.text, 'in his own language').toMatch(/\p{Script=Han}/u)
    expect(request.abortedAt).toBeUndefined()
  }
  const { payload } = notice.button('Отменить') ?? {}
  const toast = await scene.taps(scene.ann, notice, 'Отменить')
  await model.waitForAbort(request, PATIENT)
  await scene.until(() => notice.keyboard.length === 0 && /Отменено/.test(notice.text))
  const late = await scene.taps(scene.ann, notice, 'Отменить', payload)
  await scene.says('Next.')

  expect(toast.text).toMatch(/^Останавливаем/)
  expect(late.text).toMatch(/уже/)
})
