import { expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'

test('"/lang" changes the language of everything that follows, also after a restart', async () => {
  await using gateway = await GatewayProcess.start()
  await using client = await gateway.client({ locale: 'en' })
  await client.say('[hang] hello')
  await client.say('are you there?')
  const notice = await client.busy()

  const told = await client.command('/lang ru')
  await client.say('third')
  const inRussian = await client.until(() => client.live.find(({ queuePosition }) => queuePosition === 2))
  const toast = await client.tap(inRussian, 'wait')

  expect(notice.text).toContain('The AI model is preparing an answer')
  expect(told.text).toContain('Русский')
  expect(inRussian).toMatchObject({
    noticeId: notice.noticeId,
    text: expect.stringContaining('Модель ИИ готовит ответ'),
  })
  expect(inRussian.actions.map(({ label }) => label)).toContain('Отменить')
  expect(toast.text).toBe('Мы сообщим вам, когда ответ будет готов.')

  await gateway.kill()
  await gateway.restart()
  await client.reconnect()
  expect((await client.command('/取消')).text).toBe('Останавливаем работу.')
})
