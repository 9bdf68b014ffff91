import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { say } from '../../platforms/openai/steps.ts'
import { DingtalkScene, PATIENT as SCENE_PATIENT } from '../support/dingtalk.ts'
import { modelVariables } from '../support/model.ts'

const NOTICED_MS = 30_000

// A machine that is busy with everything else.
const SLACK_MS = 10_000

test('a line that dies without a word is noticed within 30 s, and replaced', async () => {
  await using scene = await DingtalkScene.start('direct chat')
  const [dead] = scene.dingtalk.connections()
  dead?.wedge()
  const look = { timeoutMs: NOTICED_MS + SLACK_MS }
  await scene.chat.until(() => scene.dingtalk.connections().find((one) => one !== dead), look)
  // The platform may still hold the dead one for open: what it gives to that comes again.
  dead?.drop()
  await scene.dingtalk.connected(1, SCENE_PATIENT)
  scene.asks('hello')
  await scene.says(/: hello/)
})

test('before the gateway ends a connection the next one is open; no message falls between, none comes twice', async () => {
  await using model = await OpenAIServer.start({ script: () => say('ok') })
  await using scene = await DingtalkScene.start('direct chat', { env: modelVariables(model) })
  const [old] = scene.dingtalk.connections()
  old?.disconnect()
  await scene.dingtalk.connected(2, SCENE_PATIENT)
  for (let number = 0; number < 6; number += 1) {
    const { message, redeliver } = scene.ann.says(scene.chat, `m${number}`)
    redeliver()
    await scene.answerTo(message)
  }
  old?.drop()
  await scene.dingtalk.connected(1, SCENE_PATIENT)
  expect(scene.dingtalk.connections()).not.toContain(old)
  expect(scene.said.map(({ text }) => text)).toEqual(Array(6).fill('ok'))
  expect(model.requests).toHaveLength(6)
})

test('a frame that is no frame, and a message that is none, do not hold up the next one', async () => {
  await using scene = await DingtalkScene.start('direct chat')
  const [line] = scene.dingtalk.connections()
  line?.send('no JSON')
  line?.send('{"type":"CALLBACK","headers":{"topic":"error","messageId":"leave-1"},"data":"{}"}')
  line?.send('{"type":"CALLBACK","headers":{"topic":"/v1.0/im/bot/messages/get","messageId":"leave-2"},"data":"{}"}')
  scene.asks('hello')
  await scene.says(/: hello/)
})

test('connections that break are opened again, one at a time; a DingTalk that is down at the start is waited for', async () => {
  await using scene = await DingtalkScene.start('direct chat')
  const { dingtalk, gateway } = scene
  dingtalk.connections()[0]?.drop()
  await dingtalk.connected(0, SCENE_PATIENT)
  await dingtalk.connected(1, SCENE_PATIENT)
  scene.asks('one')
  await scene.says(/: one/)
  await gateway.kill()
  const outage = dingtalk.fail('connectionsOpen', { dropBefore: true, times: Number.POSITIVE_INFINITY })
  await gateway.restart()
  await gateway.logged(({ msg }) => msg.includes('DingTalk cannot be reached'))
  outage.clear()
  await dingtalk.connected(1, SCENE_PATIENT)
  scene.asks('two')
  await scene.says(/: two/)
})
