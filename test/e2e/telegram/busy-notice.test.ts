import { expect, test } from 'vitest'
import { PLACES, TelegramScene } from '../support/telegram.ts'

test.for(PLACES)(
  '%s: one notice in the asker’s language, edited with the phase and the queue, closed at the end',
  async (place) => {
    await using scene = await TelegramScene.start(place)
    const { chat, thread } = scene
    const question = scene.asks('[think 6s] [tool 8s] first')
    await scene.until(() => chat.typing(thread))
    const second = scene.asks('second')

    const notice = await scene.notice()
    expect(notice).toMatchObject({ replyTo: second.id, thread })
    expect(notice.text).toMatch(/ИИ.*готовит/)
    expect(notice.keyboard.flat().map(({ text }) => text)).toEqual(
      expect.arrayContaining(['Подождать', 'Отменить', 'Убрать моё сообщение']),
    )
    await scene.until(() => /инструмент/.test(notice.text))
    const third = scene.asks('third')
    await scene.until(() => /номер 2 в очереди/.test(notice.text))

    const answers = [await scene.says(/: first/), await scene.says(/: second/), await scene.says(/: third/)]
    await scene.until(() => notice.keyboard.length === 0)
    expect(answers.map(({ replyTo }) => replyTo)).toEqual([question.id, second.id, third.id])
    expect(answers.map((answer) => answer.thread)).toEqual([thread, thread, thread])
    expect(notice.text).toMatch(/^\P{L}*Готово/u)
    expect(scene.said.filter(({ text }) => !text.startsWith('You wrote'))).toEqual([notice])
  },
)
