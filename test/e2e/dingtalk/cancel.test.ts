import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { hang, say } from '../../platforms/openai/steps.ts'
import { DingtalkScene, PLACES } from '../support/dingtalk.ts'
import { modelVariables, PATIENT } from '../support/model.ts'

test.for(PLACES)('%s: the asker cancels, others may not, and the next message starts', async (place) => {
  await using model = await OpenAIServer.start()
  await using scene = await DingtalkScene.start(place, { env: modelVariables(model) })
  model.enqueue(hang(), say('Next.'))
  if (place === 'group') {
    scene.asks('/lang en', scene.bob)
    await scene.says(/English/)
  }
  scene.asks('think for ever')
  const request = await model.waitForRequest(1, PATIENT)
  scene.asks('and then?')
  const notice = await scene.notice()

  if (place === 'group') {
    const refused = await scene.taps(notice, '取消', scene.bob)
    expect(refused.text, 'in his own language').toMatch(/^Only the person/)
    expect(refused.at).toEqual([scene.bob.id])
    expect(request.abortedAt).toBeUndefined()
  }
  const { url = '' } = notice.buttons.find(({ label }) => label === '取消') ?? {}
  const told = await scene.taps(notice, '取消')
  await model.waitForAbort(request, PATIENT)
  await scene.until(() => notice.buttons.length === 0)
  // What was said stays in the chat: the command can be sent again for ever.
  const late = await scene.answerTo(scene.ann.opens(scene.chat, url).message)
  await scene.says(/Next\.$/)

  expect(told.text).toMatch(/^正在停止任务/)
  expect(notice.text).toMatch(/已.*取消/)
  expect(late.text).toMatch(/已经结束或已停止/)
})

test('a command of a button that nobody knows is answered, and does nothing', async () => {
  await using model = await OpenAIServer.start()
  await using scene = await DingtalkScene.start('direct chat', { env: modelVariables(model) })
  model.enqueue(hang(), say('Here.'))
  scene.asks('think')
  const request = await model.waitForRequest(1, PATIENT)
  const told = await scene.answerTo(scene.asks('/cancel #aaaaaaaa'))
  expect(told.text).toBe('这个按钮在这里不可用。')
  expect(request.abortedAt).toBeUndefined()
})
