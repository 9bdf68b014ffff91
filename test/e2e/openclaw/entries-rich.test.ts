import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { document } from '../../platforms/telegram/content.ts'
import { TelegramServer } from '../../platforms/telegram/server.ts'
import { Host } from './support/host.ts'
import { onHost } from './support/on-host.ts'

/** Ten times what the slowest answer of a busy machine takes. */
const PATIENT = { timeoutMs: 60_000 }

/** The smallest picture. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

const CARD = JSON.stringify({
  blocks: [
    { type: 'text', text: 'Shall I deploy?' },
    {
      type: 'buttons',
      buttons: [
        { label: 'Deploy', style: 'success', action: { type: 'callback', value: 'deploy now please' } },
        { label: 'Notes', action: { type: 'url', url: 'https://example.com/notes' } },
      ],
    },
  ],
})

// What the agent's host sends by itself (a reminder, the message tool, an operator), and what people send to it.
onHost('cards and files through an OpenClaw gateway', () => {
  let telegram: TelegramServer
  let host: Host
  let picture = ''
  beforeAll(async () => {
    telegram = await TelegramServer.start()
    host = await Host.start({
      telegram: { botToken: telegram.bot.token, apiRoot: telegram.url, dmPolicy: 'open', allowFrom: ['*'] },
    })
    await mkdir(join(host.stateDir, 'workspace'), { recursive: true })
    picture = join(host.stateDir, 'workspace', 'chart.png')
    await writeFile(picture, PNG)
  })
  afterAll(async () => {
    await host[Symbol.asyncDispose]()
    await telegram.stop()
  })

  const sends = async (channel: string, target: string, ...rest: string[]) => {
    const ran = await host.openclaw('message', 'send', '--channel', channel, '--target', target, ...rest)
    expect(ran, ran.stdout + ran.stderr).toMatchObject({ code: 0 })
  }

  test('on Telegram a card has its buttons; a press is what the person says, once', async () => {
    const ann = telegram.user({ firstName: 'Ann', languageCode: 'ru' })
    const chat = telegram.privateChat(ann)
    await sends('holdline-telegram', String(ann.id), '--presentation', CARD)
    const card = await chat.until(({ fromBots }) => fromBots.find(({ text }) => text.includes('deploy?')), PATIENT)
    expect(card.keyboard.flat()).toMatchObject([
      { text: 'Deploy' },
      { text: 'Notes', url: 'https://example.com/notes' },
    ])
    expect((await ann.taps(card, 'Deploy')).text).toBe('Отправлено.')
    await chat.until(({ fromBots }) => fromBots.find(({ text }) => text === 'You said: deploy now please'), PATIENT)
    expect((await ann.taps(card, 'Deploy')).text).toBe('Вы уже выбрали.')
  })

  test('on Telegram a picture of the agent is a photo, with its words', async () => {
    const bob = telegram.user({ firstName: 'Bob' })
    const chat = telegram.privateChat(bob)
    await sends('holdline-telegram', String(bob.id), '-m', 'Look', '--media', picture)
    const { photo } = await chat.until(
      ({ fromBots }) => fromBots.find((message) => message.photo !== undefined),
      PATIENT,
    )
    expect(Buffer.from(photo?.bytes ?? [])).toEqual(PNG)
    expect(chat.fromBots.map(({ text }) => text)).toContain('Look')
  })

  test('a file that a person sends is given to the agent as a file', async () => {
    const cat = telegram.user({ firstName: 'Cat' })
    const chat = telegram.privateChat(cat)
    cat.sends(chat, document({ bytes: Buffer.from('the secret word is xylophone'), caption: 'read this' }))
    const request = await host.asked('read this')
    const text = JSON.stringify(request.chat?.messages)
    expect(text).toMatch(/media\/inbound\/|xylophone/)
    expect(text).not.toContain('(attached: file')
  })

  test('on the page a card has buttons, and a picture is a link that only this gateway serves', async () => {
    await using client = await host.client()
    await client.answer(await client.say('hello'))
    await sends('holdline-webchat', client.chat, '--presentation', CARD)
    const card = await client.until(() =>
      [...client.notices.values()].find(({ actions }) => actions.some(({ label }) => label === 'Deploy')),
    )
    const action = card.actions.find(({ label }) => label === 'Deploy')
    expect(action).toMatchObject({ action: 'choice-1' })
    expect((await client.tap(card, 'choice-1')).text).toBe('Sent.')
    await client.until(() => [...client.messages.values()].find(({ text }) => text === 'You said: deploy now please'))
    await sends('holdline-webchat', client.chat, '--media', picture)
    const link = await client.until(() =>
      [...client.messages.values()]
        .map(({ text }) => /\((\.\/files\/[^)]+)\)/.exec(text)?.[1])
        .find((one) => one !== undefined),
    )
    const file = await fetch(`${host.url}/${link}`)
    expect(Buffer.from(await file.arrayBuffer())).toEqual(PNG)
    expect((await fetch(`${host.url}/${link.replace(/[\w-]{24}/, 'x'.repeat(24))}`)).status).toBe(404)
  })
})
