import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { callTools, say } from '../../platforms/openai/steps.ts'
import { DingtalkScene, PLACES } from '../support/dingtalk.ts'
import { modelVariables } from '../support/model.ts'
import { CountingTool } from '../support/tool-servers.ts'

test.for(PLACES)(
  '%s: one card in the chat’s language, changed with the phase and the queue, closed at the end',
  async (place) => {
    await using tool = await CountingTool.create()
    await using model = await OpenAIServer.start()
    await using scene = await DingtalkScene.start(place, {
      env: modelVariables(model),
      config: { mcpServers: { counting: tool.config } },
    })
    const { chat } = scene
    const gate = model.gate()
    const count = { name: 'count', arguments: { label: 'while others ask', held: true } }
    model.enqueue(callTools([count], { firstToken: gate }), say('To the first.'), say('To the second.'), say('Third.'))
    const question = scene.asks('first')
    await scene.until(() => question.emotions.includes('🤔 思考中'))
    const second = scene.asks('second')

    const notice = await scene.notice()
    expect(notice.way).toBe('card')
    expect(notice.text).toMatch(/AI 模型正在准备回答/)
    expect(notice.buttons.map(({ label }) => label)).toEqual(
      expect.arrayContaining(['继续等待', '取消', '移除我的消息']),
    )
    gate.open()
    await scene.until(() => /正在使用工具/.test(notice.text))
    const third = scene.asks('third')
    await scene.until(() => /排队第 2 位/.test(notice.text))
    tool.release()

    const answers = [
      await scene.says(/To the first\.$/),
      await scene.says(/To the second\.$/),
      await scene.says(/Third\.$/),
    ]
    await scene.until(() => notice.buttons.length === 0 && !chat.typing())
    expect(answers.map(({ replyTo }) => replyTo)).toEqual([question.id, second.id, third.id])
    expect(notice.text).toMatch(/已完成/)
    expect(scene.said.filter(({ way }) => way === 'card')).toEqual([notice])
    expect(scene.said).toHaveLength(4)
  },
)

test('an answer whose chat has gone on quotes its question, the latest one does not', async () => {
  await using model = await OpenAIServer.start()
  await using scene = await DingtalkScene.start('group', { env: modelVariables(model) })
  const gate = model.gate()
  model.enqueue(say('Here is one.', { firstToken: gate }), say('Here is another.'))
  scene.asks('what is one?')
  scene.asks('and another?')
  await scene.notice()
  gate.open()
  const one = await scene.says(/Here is one\.$/)
  const another = await scene.says(/Here is another\.$/)
  expect(one.shapes).toContainEqual({ type: 'quote', text: 'what is one?' })
  expect(another.shapes.filter(({ type }) => type === 'quote')).toEqual([])
})
