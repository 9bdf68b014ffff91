import { expect, test } from 'vitest'
import { DingtalkScene, PLACES } from '../support/dingtalk.ts'

test.for(PLACES)(
  '%s: one card in the chat’s language, changed with the phase and the queue, closed at the end',
  async (place) => {
    await using scene = await DingtalkScene.start(place)
    const { chat } = scene
    const question = scene.asks('[think 6s] [tool 8s] first')
    await scene.until(() => question.emotions.includes('🤔 思考中'))
    const second = scene.asks('second')

    const notice = await scene.notice()
    expect(notice.way).toBe('card')
    expect(notice.text).toMatch(/AI 模型正在准备回答/)
    expect(notice.buttons.map(({ label }) => label)).toEqual(
      expect.arrayContaining(['继续等待', '取消', '移除我的消息']),
    )
    await scene.until(() => /正在使用工具/.test(notice.text))
    const third = scene.asks('third')
    await scene.until(() => /排队第 2 位/.test(notice.text))

    const answers = [
      await scene.says(/: (?:Ann: )?first/),
      await scene.says(/: (?:Ann: )?second/),
      await scene.says(/: (?:Ann: )?third/),
    ]
    await scene.until(() => notice.buttons.length === 0)
    expect(answers.map(({ replyTo }) => replyTo)).toEqual([question.id, second.id, third.id])
    // The chat had gone on: what is answered stands before the answer.
    expect(answers[0]?.shapes).toContainEqual({ type: 'quote', text: '[think 6s] [tool 8s] first' })
    expect(answers[2]?.shapes.filter(({ type }) => type === 'quote')).toEqual([])
    expect(notice.text).toMatch(/已完成/)
    expect(scene.said.filter(({ way }) => way === 'card')).toEqual([notice])
    expect(scene.said).toHaveLength(4)
    await scene.until(() => !chat.typing())
  },
)
