import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { hang, say } from '../../platforms/openai/steps.ts'
import { modelVariables, PATIENT } from '../support/model.ts'
import { VkScene } from '../support/vk.ts'

test('a client without callback buttons gets buttons that write, and a word in answer', async () => {
  await using model = await OpenAIServer.start()
  await using scene = await VkScene.start('direct chat', { env: modelVariables(model) })
  const old = scene.vk.person({ firstName: 'Olga', language: 'ru', client: { callback: false } })
  const chat = scene.vk.directChat(old)
  model.enqueue(hang(), say('Next.'))
  old.sends(chat, 'think for ever')
  const request = await model.waitForRequest(1, PATIENT)
  old.sends(chat, 'and then?')
  const notice = await chat.until(() => chat.fromBots.find(({ keyboard }) => keyboard.length > 0), PATIENT)
  const press = old.presses(chat, 'Отменить', notice)
  await model.waitForAbort(request, PATIENT)
  const answer = await chat.until(() => chat.fromBots.find(({ text }) => /^Останавливаем/.test(text)), PATIENT)
  await chat.until(() => chat.fromBots.find(({ text }) => text === 'Next.'), PATIENT)

  expect(notice.versions[0]?.keyboard?.rows.flat().map(({ type }) => type)).not.toContain('callback')
  expect(answer.replyTo).toBe(press.cmid)
  expect(model.requests).toHaveLength(2)
})

test('a client without any buttons is told the commands', async () => {
  await using model = await OpenAIServer.start()
  await using scene = await VkScene.start('direct chat', { env: modelVariables(model) })
  const old = scene.vk.person({ firstName: 'Olga', language: 'ru', client: { inlineKeyboard: false } })
  const chat = scene.vk.directChat(old)
  model.enqueue(hang())
  old.sends(chat, 'think for ever')
  const request = await model.waitForRequest(1, PATIENT)
  old.sends(chat, 'and then?')
  const notice = await chat.until(() => chat.fromBots.find(({ text }) => text.includes('/cancel')), PATIENT)
  old.sends(chat, '/cancel')
  await model.waitForAbort(request, PATIENT)

  expect(notice.text).toMatch(/\nОтменить: \/cancel/)
  expect(notice.keyboard).toEqual([])
})
