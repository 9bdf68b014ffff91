import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { callTools, hang, say } from '../../platforms/openai/steps.ts'
import { DingtalkScene, PLACES, PATIENT as SCENE_PATIENT } from '../support/dingtalk.ts'
import { modelVariables, PATIENT } from '../support/model.ts'
import { CountingTool } from '../support/tool-servers.ts'

const call = (label: string) => callTools([{ name: 'count', arguments: { label } }])

// Somebody saw “busy, your message is queued” for 18 hours, until the lock was deleted by hand.
test.for(PLACES)('%s: a restart in a tool loop does not leave the session stuck (openclaw#70555)', async (place) => {
  await using tool = await CountingTool.create()
  await using model = await OpenAIServer.start()
  await using scene = await DingtalkScene.start(place, {
    env: modelVariables(model),
    config: { mcpServers: { counting: tool.config } },
  })
  model.enqueue(call('first'), call('second'), hang(), say('Counted both.'), say('Yes, still here.'))
  const question = scene.asks('count twice')
  await model.waitForRequest(3, PATIENT)
  scene.asks('are you there?')
  const notice = await scene.notice()
  await scene.until(() => question.emotions.length === 1)

  await scene.gateway.kill()
  await scene.dingtalk.connected(0, SCENE_PATIENT)
  expect(question.emotions, 'what the dead process has left').toHaveLength(1)
  expect(notice.buttons).not.toEqual([])
  await scene.gateway.restart()
  await scene.says(/Counted both\.$/)
  await scene.says(/Yes, still here\.$/)
  await scene.until((chat) => notice.buttons.length === 0 && !chat.typing())

  expect(tool.started, 'no tool runs twice').toEqual(['first', 'second'])
  const resumed = model.requests[3]?.chat?.messages.filter(({ role }) => role === 'tool').map(({ text }) => text)
  expect(resumed, 'both results are in').toEqual(['counted first', 'counted second'])
  expect(notice.text).toMatch(/重启后接着处理，已完成/)
  expect(scene.said.filter(({ way }) => way === 'card')).toEqual([notice])

  scene.asks('and now?')
  model.enqueue(say('All well.'))
  await scene.says(/All well\.$/)
})
