import { expect, test } from 'vitest'
import { labelsOf, VK_PLACES, VkScene } from '../support/vk.ts'

test.for(VK_PLACES)(
  '%s: one notice in the asker’s language, edited with the phase and the queue, closed at the end',
  async (place) => {
    await using scene = await VkScene.start(place)
    const { chat } = scene
    const question = scene.asks('[think 6s] [tool 8s] first')
    await scene.until(() => chat.typing)
    const second = scene.asks('second')

    const notice = await scene.notice()
    expect(notice).toMatchObject({ replyTo: second.cmid })
    expect(notice.text).toMatch(/ИИ.*готовит/)
    expect(labelsOf(notice)).toEqual(expect.arrayContaining(['Подождать', 'Отменить', 'Убрать моё сообщение']))
    await scene.until(() => /инструмент/.test(notice.text))
    const third = scene.asks('third')
    await scene.until(() => /номер 2 в очереди/.test(notice.text))

    const answers = [await scene.says(/: first/), await scene.says(/: second/), await scene.says(/: third/)]
    await scene.until(() => notice.keyboard.length === 0 && /^\P{L}*Готово/u.test(notice.text))
    expect(answers.map(({ replyTo }) => replyTo)).toEqual([question.cmid, second.cmid, third.cmid])
    expect(scene.said.filter(({ text }) => !text.startsWith('You wrote'))).toEqual([notice])
  },
)
