import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { say } from '../../platforms/openai/steps.ts'
import { DingtalkScene } from '../support/dingtalk.ts'
import { modelVariables } from '../support/model.ts'

// That a message which does not name the robot is ignored is DingTalk's doing: it never delivers one.
test('group: what names the robot is answered as a reply to who asked', async () => {
  await using model = await OpenAIServer.start()
  await using scene = await DingtalkScene.start('group', { env: modelVariables(model) })
  const { ann, bob, chat } = scene
  model.enqueue(say('To Bob.'), say('To Ann.'))
  ann.says(chat, 'just talking', { unaddressed: true })
  const first = scene.asks('what is up?', bob)
  const toBob = await scene.says('To Bob.')
  const second = scene.asks('and why?')
  const toAnn = await scene.says('To Ann.')
  const status = await scene.answerTo(scene.asks('/Status'))

  expect([toBob.replyTo, toAnn.replyTo]).toEqual([first.id, second.id])
  expect(status.text).toMatch(/目前没有正在进行的任务/)
  expect(model.requests).toHaveLength(2)
  expect(model.requests[1]?.chat?.messages.at(-1)?.text).toMatch(/Ann: and why\?/)
})

test('two robots on one gateway: each answers in its own chats, under its own session', async () => {
  const clientId = 'dingsecond1234567890'
  const clientSecret = 'fake-secret-of-the-second-robot'
  await using scene = await DingtalkScene.start('direct chat', {
    server: { app: { name: 'First' } },
    config: { dingtalk: { accounts: { second: { clientId, clientSecret } } } },
  })
  const app = scene.dingtalk.addApp({ clientId, clientSecret, name: 'Second' })
  await scene.chat.until(() => scene.dingtalk.connections(app).length === 1, { timeoutMs: 60_000 })
  const cid = scene.dingtalk.person({ nick: 'Cid' }, app)
  const chat = scene.dingtalk.directChat(cid)
  scene.asks('to the first')
  cid.says(chat, 'to the second')

  await scene.says(/: to the first/)
  await chat.until(({ fromBot }) => fromBot.find(({ text }) => /: to the second/.test(text)), { timeoutMs: 60_000 })
  const { stdout } = await scene.gateway.command('sessions', 'list', '--json')
  const { sessions } = JSON.parse(stdout)
  expect(sessions.map(({ key }: { key: string }) => key).sort()).toEqual([
    `agent:main:dingtalk:default:direct:${scene.ann.id}`,
    `agent:main:dingtalk:second:direct:${cid.id}`,
  ])
  expect(scene.gateway.stderr).not.toContain(clientSecret)
})
