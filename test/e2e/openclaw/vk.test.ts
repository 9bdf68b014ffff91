import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Chat } from '../../platforms/vk/chat.ts'
import { VkServer } from '../../platforms/vk/server.ts'
import { Host } from './support/host.ts'
import { onHost } from './support/on-host.ts'

/** Ten times what the slowest answer of a busy machine takes. */
const PATIENT = { timeoutMs: 60_000 }

const HALF_AN_HOUR_MS = 30 * 60 * 1000

onHost('VK in a real OpenClaw gateway', () => {
  let vk: VkServer
  let host: Host
  beforeAll(async () => {
    vk = await VkServer.start()
    const { token: groupToken } = vk.community
    host = await Host.start({
      // However slow the host's first run is: notices are about what waits.
      channels: {
        vk: { groupToken, apiRoot: vk.url, dmPolicy: 'open', groupPolicy: 'open', slowAfterMs: HALF_AN_HOUR_MS },
      },
    })
    await vk.waitForCall('groups.getLongPollServer', PATIENT)
  })
  afterAll(async () => {
    const { log } = host
    await host[Symbol.asyncDispose]()
    await vk.stop()
    expect(vk.violations.filter(({ rule }) => rule !== 'random.reused')).toEqual([])
    expect(log).not.toContain(vk.community.token)
  })

  const us = () => `[club${vk.community.id}|@${vk.community.screenName}]`
  /** Waits until the community has said something in a chat. */
  const says = (chat: Chat, words: string) =>
    chat.until(({ fromBots }) => fromBots.find(({ text }) => text.includes(words)), PATIENT)

  test('a direct chat is told why it waits, with buttons, and is answered in order', async () => {
    const ann = vk.person({ firstName: 'Ann', language: 'ru' })
    const chat = vk.directChat(ann)
    const work = host.work()
    ann.sends(chat, `${work.call} one at work`)
    await host.asked('one at work')
    const second = ann.sends(chat, 'two')
    const notice = await says(chat, 'Сообщение принято')
    expect(notice.replyTo).toBe(second.cmid)
    expect(notice.keyboard.flat().map(({ label }) => label)).toContain('Отменить')
    await work.end()
    await says(chat, 'You said: one')
    await says(chat, 'You said: two')
    await chat.until(() => notice.keyboard.length === 0, PATIENT)
  })

  test('a tap cancels the run in a chat of several, and the next mention is answered', async () => {
    const bob = vk.person({ firstName: 'Bob', language: 'en' })
    const chat = vk.chat({ members: [bob] })
    bob.sends(chat, `${us()} ${host.work().call} wait for me`)
    await host.asked('wait for me')
    bob.sends(chat, `${us()} and now?`)
    const notice = await says(chat, 'Message received')
    const { text } = await bob.taps(chat, notice, 'Cancel')
    expect(text).toMatch(/Stopping/)
    await says(chat, 'You said: and now?')
  })

  test('a chat whose last run failed is told so, and the next mention is answered (#86827)', async () => {
    const eve = vk.person({ firstName: 'Eve', language: 'en' })
    const chat = vk.chat({ members: [eve] })
    eve.sends(chat, `${us()} {{overflow}} too much`)
    await says(chat, 'too long for the AI model')
    eve.sends(chat, `${us()} better?`)
    await says(chat, 'You said: better?')
  })

  test('a card that the host sends has its buttons, and a press is what the person says', async () => {
    const ann = vk.person({ firstName: 'Ann', language: 'en' })
    const chat = vk.directChat(ann)
    ann.sends(chat, 'hello')
    await says(chat, 'You said: hello')
    const buttons = [{ label: 'Deploy', action: { type: 'callback', value: 'deploy now please' } }]
    const card = JSON.stringify({
      blocks: [
        { type: 'text', text: 'Shall I deploy?' },
        { type: 'buttons', buttons },
      ],
    })
    const target = ['--channel', 'holdline-vk', '--target', String(ann.id)]
    const ran = await host.openclaw('message', 'send', ...target, '--presentation', card)
    expect(ran, ran.stdout + ran.stderr).toMatchObject({ code: 0 })
    const asked = await says(chat, 'Shall I deploy?')
    expect(asked.keyboard.flat().map(({ label }) => label)).toEqual(['Deploy'])
    await ann.taps(chat, asked, 'Deploy')
    await says(chat, 'You said: deploy now please')
  })

  test('SIGKILL: the key has lapsed meanwhile, and what was written is answered once', async () => {
    const dan = vk.person({ firstName: 'Dan', language: 'en' })
    const chat = vk.directChat(dan)
    dan.sends(chat, 'before')
    await says(chat, 'You said: before')
    await host.kill()
    dan.sends(chat, 'while you were away')
    vk.community.longPoll.expireKeys()
    await host.launch()
    await says(chat, 'You said: while you were away')
    dan.sends(chat, 'after')
    await says(chat, 'You said: after')
    expect(chat.fromBots.filter(({ text }) => text.startsWith('You said: while'))).toHaveLength(1)
  })
})
