import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Chat } from '../../platforms/telegram/chat.ts'
import { TelegramServer } from '../../platforms/telegram/server.ts'
import { Host, hostMissing } from './support/host.ts'

/** Ten times what the slowest answer of a busy machine takes. */
const PATIENT = { timeoutMs: 60_000 }

// Both plugins, with the host's own default: all direct chats share one session.
describe.skipIf(hostMissing())('Telegram and Webchat in one OpenClaw gateway', () => {
  let telegram: TelegramServer
  let host: Host
  beforeAll(async () => {
    telegram = await TelegramServer.start()
    host = await Host.start({
      telegram: { botToken: telegram.bot.token, apiRoot: telegram.url, dmPolicy: 'open', groupPolicy: 'open' },
      config: { session: { dmScope: 'main' } },
    })
  })
  afterAll(async () => {
    await host[Symbol.asyncDispose]()
    await telegram.stop()
  })

  const tool = (seconds: number) => `{{tool:exec {"command":"sleep ${seconds}","yieldMs":120000}}}`
  /** Waits until the bot has said something in a chat. */
  const says = (chat: Chat, words: string) =>
    chat.until(({ fromBots }) => fromBots.find(({ text }) => text.includes(words)), PATIENT)

  test('a direct chat is told why it waits, with buttons, and is answered in order', async () => {
    const ann = telegram.user({ firstName: 'Ann', languageCode: 'ru' })
    const chat = telegram.privateChat(ann)
    ann.sends(chat, `${tool(5)} one`)
    await host.asked('one')
    ann.sends(chat, 'two')
    const notice = await says(chat, 'Сообщение принято')
    expect(notice.keyboard.flat().map(({ text }) => text)).toContain('Отменить')
    await says(chat, 'You said: one')
    await says(chat, 'You said: two')
  })

  test('a group whose last run failed is told so, and the next mention is answered (#86827)', async () => {
    const bob = telegram.user({ firstName: 'Bob' })
    const chat = telegram.group({ title: 'Team', members: [bob], creator: bob })
    bob.sends(chat, `@${telegram.bot.username} {{overflow}} too much`)
    await says(chat, 'too long for the AI model')
    bob.sends(chat, `@${telegram.bot.username} and now?`)
    await says(chat, 'You said: and now?')
  })

  test('two plugins that share agent:main:main wait for each other, and say so', async () => {
    await using client = await host.client()
    const ann = telegram.user({ firstName: 'Ann', languageCode: 'en' })
    const chat = telegram.privateChat(ann)
    const first = await client.say(`${tool(8)} from the page`)
    await host.asked('from the page')
    ann.sends(chat, 'from the phone')
    await says(chat, 'Message received')
    await client.answer(first)
    await says(chat, 'You said: from the phone')
  })
})
