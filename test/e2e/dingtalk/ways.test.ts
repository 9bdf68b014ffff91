import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { hang, say } from '../../platforms/openai/steps.ts'
import { DingtalkScene, PLACES } from '../support/dingtalk.ts'
import { modelVariables, PATIENT } from '../support/model.ts'

test.for(PLACES)(
  '%s: without cards a notice is a message with buttons that work, and its end another one',
  async (place) => {
    await using model = await OpenAIServer.start()
    await using scene = await DingtalkScene.start(place, {
      env: modelVariables(model),
      server: { app: { permissions: ['robot', 'emotions'] } },
    })
    model.enqueue(hang(), say('Next.'))
    scene.asks('think')
    const request = await model.waitForRequest(1, PATIENT)
    scene.asks('and then?')
    const notice = await scene.notice()
    expect(notice.way).toBe('webhook')
    await scene.taps(notice, '取消')
    await model.waitForAbort(request, PATIENT)
    await scene.says(/已.*取消/)
    await scene.says(/Next\.$/)
    await scene.gateway.logged(({ msg }) => msg.includes('cards are not available'))
  },
)

test.for(PLACES)('%s: when webhooks have ended, answers go by the robot API', async (place) => {
  await using model = await OpenAIServer.start()
  await using scene = await DingtalkScene.start(place, { env: modelVariables(model) })
  const gate = model.gate()
  model.enqueue(say('Late but here.', { firstToken: gate }))
  scene.asks('hello')
  await model.waitForRequest(1, PATIENT)
  scene.dingtalk.expireWebhooks()
  gate.open()
  const answer = await scene.says('Late but here.')
  expect(answer.way).toBe('api')
})

test('when there is no way to a chat, its answer waits for its next message', async () => {
  await using model = await OpenAIServer.start()
  await using scene = await DingtalkScene.start('direct chat', {
    env: modelVariables(model),
    server: { app: { permissions: ['cards', 'emotions'] } },
  })
  const gate = model.gate()
  model.enqueue(say('First.', { firstToken: gate }), say('Second.'))
  scene.asks('one')
  await model.waitForRequest(1, PATIENT)
  scene.dingtalk.expireWebhooks()
  gate.open()
  await scene.gateway.logged(({ msg }) => msg.includes('a delivery failed'))
  scene.asks('two')
  await scene.says(/First\.$/)
  await scene.says(/Second\.$/)
})

test('a guest of the organisation, whom the robot API does not know, is answered by webhook', async () => {
  await using model = await OpenAIServer.start()
  await using scene = await DingtalkScene.start('direct chat', { env: modelVariables(model) })
  const gate = model.gate()
  model.enqueue(say('Welcome.', { firstToken: gate }), say('Yes.'))
  const guest = scene.dingtalk.person({ nick: 'Guest', staffId: null })
  const chat = scene.dingtalk.directChat(guest)
  guest.says(chat, 'hello')
  await model.waitForRequest(1, PATIENT)
  guest.says(chat, 'are you there?')
  const notice = await chat.until(({ fromBot }) => fromBot.find(({ buttons }) => buttons.length > 0), PATIENT)
  gate.open()
  await chat.until(({ fromBot }) => fromBot.find(({ text }) => /Yes\.$/.test(text)), PATIENT)
  expect(notice.way).toBe('webhook')
})

test('an access token that was revoked is renewed, and asked for once', async () => {
  await using scene = await DingtalkScene.start('direct chat')
  scene.asks('[think 1s] one')
  await scene.says(/: one/)
  scene.dingtalk.revokeTokens()
  const before = scene.dingtalk.calls.filter(({ endpoint }) => endpoint === 'accessToken').length
  const question = scene.asks('[think 6s] two')
  await scene.until(() => question.emotions.length > 0)
  await scene.says(/: two/)
  expect(scene.dingtalk.calls.filter(({ endpoint }) => endpoint === 'accessToken')).toHaveLength(before + 1)
})

test('buttons that call the app back are answered in time, and in words', async () => {
  await using model = await OpenAIServer.start()
  await using scene = await DingtalkScene.start('group', {
    env: modelVariables(model),
    config: { dingtalk: { cardButtons: 'callback' } },
    // Ten times what DingTalk gives: a busy machine is slow.
    server: { limits: { callbackMs: 20_000 } },
  })
  model.enqueue(hang(), say('Next.'))
  scene.asks('think')
  const request = await model.waitForRequest(1, PATIENT)
  scene.asks('and then?')
  const notice = await scene.notice()
  await scene.bob.taps(notice, '取消', PATIENT)
  const refused = await scene.says(/只有发送消息的人/)
  expect(refused.at).toEqual([scene.bob.id])
  await scene.ann.taps(notice, '取消', PATIENT)
  await model.waitForAbort(request, PATIENT)
  await scene.says(/Next\.$/)
})
