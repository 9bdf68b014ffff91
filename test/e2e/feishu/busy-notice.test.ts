import { expect, test } from 'vitest'
import { FeishuScene, PLACES } from '../support/feishu.ts'

test.for(PLACES)(
  '%s: one notice in every reader’s language, edited with the phase and the queue, closed at the end',
  async (place) => {
    await using scene = await FeishuScene.start(place)
    const { thread, bob } = scene
    const question = scene.asks('[think 6s] [tool 8s] first')
    await scene.until(() => scene.typing(question))
    const second = scene.asks('second')

    const notice = await scene.notice()
    expect(notice).toMatchObject({ parent: second, thread })
    expect(scene.read(notice)).toMatch(/ИИ.*готовит/)
    expect(scene.ann.reads(notice).buttons).toEqual(
      expect.arrayContaining(['Подождать', 'Отменить', 'Убрать моё сообщение']),
    )
    expect(bob.reads(notice).text).toMatch(/模型/)
    expect(bob.reads(notice).buttons).toContain('取消')
    await scene.until(() => /инструмент/.test(scene.read(notice)))
    const third = scene.asks('third')
    await scene.until(() => /номер 2 в очереди/.test(scene.read(notice)))

    const answers = [await scene.says(/: first/), await scene.says(/: second/), await scene.says(/: third/)]
    await scene.tidy()
    expect(answers.map(({ parent }) => parent)).toEqual([question, second, third])
    expect(answers.map((answer) => answer.thread)).toEqual([thread, thread, thread])
    expect(scene.read(notice)).toMatch(/^\P{L}*Готово/u)
    expect(scene.said.filter((message) => !scene.read(message).startsWith('You wrote'))).toEqual([notice])
  },
)
