import { expect } from 'vitest'
import { test } from './support/browser-test.ts'
import { EVENTUALLY } from './support/patience.ts'

const LANGUAGES = [
  {
    language: 'ru',
    doing: 'Работает инструмент',
    cancel: 'Отменить',
    place: '№ 1 в очереди',
    write: 'Напишите сообщение…',
  },
  { language: 'zh-CN', doing: '正在使用工具', cancel: '取消', place: '排队第 1 位', write: '输入消息…' },
]

test('another language is spoken at once, by the page and by the card that is there', async ({ open }) => {
  await using chat = await open()
  await chat.say('[tool 30s] hello')
  await chat.say('are you there?')
  await chat.doing('tool_running').waitFor()
  for (const { language, doing, cancel, place, write } of LANGUAGES) {
    await chat.page.getByTestId('menu').click()
    await chat.page.getByTestId('language').selectOption(language)
    await chat.page.keyboard.press('Escape')

    await chat.live.filter({ hasText: doing }).filter({ hasText: place }).waitFor()
    await chat.action('cancel').filter({ hasText: cancel }).waitFor()
    await expect.poll(() => chat.composer.getAttribute('placeholder'), EVENTUALLY).toBe(write)
    await expect.poll(() => chat.look('document.documentElement.lang'), EVENTUALLY).toBe(language)
  }
  await chat.reload()
  await chat.live.filter({ hasText: '正在使用工具' }).waitFor()
  expect(await chat.live.count()).toBe(1)
})

for (const { locale, language } of [
  { locale: 'ru-RU', language: 'ru' },
  { locale: 'zh-TW', language: 'zh-CN' },
  { locale: 'fi-FI', language: 'en' },
]) {
  test(`a browser that prefers ${locale} is spoken to in ${language}`, async ({ open }) => {
    await using chat = await open({ locale })
    await expect.poll(() => chat.look('document.documentElement.lang'), EVENTUALLY).toBe(language)
  })
}
