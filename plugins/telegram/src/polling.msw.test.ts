import { expect, test } from 'vitest'
import { notice } from '../../../test/channels/samples.ts'
import type { RecordedCall } from '../../../test/platforms/telegram/recorded-call.ts'
import { refOf, type Scene, setScene } from './testing/scene.ts'

/** Waits until the bot asks for updates. The question stays open. */
async function polling({ telegram }: Scene): Promise<RecordedCall> {
  const find = () => telegram.calls.findLast(({ method }) => method === 'getUpdates')
  await expect.poll(find).toBeDefined()
  const poll = find()
  if (poll === undefined) throw new Error('the bot does not ask')
  return poll
}

test('asks for the updates that it uses, and takes a webhook away that stands in the way', async () => {
  const scene = setScene()
  const { telegram, channel, start } = scene
  await fetch(`${telegram.url}/bot${telegram.bot.token}/setWebhook?url=https://other.example/`)
  await start()
  await polling(scene)
  expect(telegram.calls.map(({ method }) => method)).toContain('deleteWebhook')
  expect(telegram.bot.queue.allowed).toEqual([
    'message',
    'edited_message',
    'callback_query',
    'my_chat_member',
    'stopped_message_generation',
  ])
  expect(channel.health()).toMatchObject({ state: 'ready', detail: '@holdline_bot' })
})

test('a server that tells nothing of webhooks is asked for updates all the same', async () => {
  const scene = setScene()
  scene.telegram.fail('getWebhookInfo', { status: 404, times: Number.POSITIVE_INFINITY })
  await scene.start()
  await polling(scene)
  expect(scene.channel.health()).toMatchObject({ state: 'ready' })
})

test('a token that Telegram does not know is said to the operator, and holds nobody up', async () => {
  const { telegram, channel, log, start } = setScene()
  telegram.fail('*', { status: 401, times: Number.POSITIVE_INFINITY })
  await start()
  expect(channel.health()).toMatchObject({ state: 'failed', detail: expect.stringContaining('@BotFather') })
  expect(log.join()).toContain('does not know this bot token')
})

test('another program with the same token is said to the operator, and it goes on when that has stopped', async () => {
  const scene = setScene()
  const { telegram, channel, inbox, log, start } = scene
  await start()
  await polling(scene)
  await fetch(`${telegram.url}/bot${telegram.bot.token}/getUpdates`)
  await expect
    .poll(() => channel.health())
    .toMatchObject({
      state: 'degraded',
      detail: expect.stringContaining('another program takes this bot’s messages'),
    })
  expect(log.join()).toContain('409')
  const ann = telegram.user({ firstName: 'Ann' })
  ann.sends(telegram.privateChat(ann), 'hello')
  await expect.poll(() => inbox.messages).toHaveLength(1)
  expect(channel.health().state).toBe('ready')
})

test('a second receiver in this process is refused', async () => {
  const { channel, inbox, start } = setScene()
  await start()
  await expect(channel.start(inbox, new AbortController().signal)).rejects.toThrow('same bot token')
})

test('a stop ends the long poll at once', async () => {
  const scene = setScene()
  const { channel, start, stop } = scene
  await start()
  const poll = await polling(scene)
  stop()
  expect(channel.health().state).toBe('stopped')
  await expect.poll(() => poll.doneAt).toBeDefined()
})

test('an update that cannot be understood is passed over and counted', async () => {
  const { telegram, channel, inbox, log, start } = setScene()
  telegram.bot.queue.push('message', { message_id: 1 }, 'x')
  const ann = telegram.user({ firstName: 'Ann' })
  ann.sends(telegram.privateChat(ann), 'hello')
  await start()
  await expect.poll(() => inbox.messages.map(({ text }) => text)).toEqual(['hello'])
  expect(channel.health().detail).toContain('not understood 1')
  expect(log.join()).toContain('could not be understood')
})

test('what could not be made durable is tried again here, in order, and confirmed only then', async () => {
  const { telegram, inbox, start } = setScene()
  inbox.down = true
  const ann = telegram.user({ firstName: 'Ann' })
  for (const text of ['1', '2', '3']) ann.sends(telegram.privateChat(ann), text)
  await start()
  await telegram.waitForCall('getUpdates')
  const { token } = telegram.bot
  for (const trip of [1, 2, 3]) await fetch(`${telegram.url}/bot${token}/getMe?trip=${trip}`)
  expect(telegram.bot.queue.list()).toHaveLength(3)
  inbox.down = false
  await expect.poll(() => telegram.bot.queue.list()).toEqual([])
  expect(inbox.order).toEqual(['1', '2', '3'])
})

test('a tap does not wait for the messages that came with it', async () => {
  const { telegram, channel, inbox, start } = setScene()
  const ann = telegram.user({ firstName: 'Ann' })
  const chat = telegram.privateChat(ann)
  await start()
  await channel.notify(notice(refOf(chat), 'busy'))
  const [shown] = chat.fromBots
  if (shown === undefined) throw new Error('there is no notice')
  inbox.down = true
  ann.sends(chat, 'waits for the store')
  const toast = await ann.taps(shown, 'Cancel')
  expect(toast.text).toBe('tapFailed in en')
  expect(inbox.messages).toEqual([])
  inbox.down = false
  await expect.poll(() => inbox.order).toEqual(['waits for the store'])
})

test('an answer to a tap that does not get through is sent again, while the person waits for it', async () => {
  const { telegram, channel, start, log } = setScene()
  const ann = telegram.user({ firstName: 'Ann' })
  const chat = telegram.privateChat(ann)
  await start()
  await channel.notify(notice(refOf(chat), 'busy'))
  const [shown] = chat.fromBots
  if (shown === undefined) throw new Error('there is no notice')
  for (const trouble of [{ status: 502 }, { retryAfter: 1 }, { dropBefore: true }]) {
    telegram.fail('answerCallbackQuery', trouble)
    expect((await ann.taps(shown, 'Cancel')).text).toBe('it is done')
  }
  expect(log.join()).not.toContain('could not be answered')
  telegram.fail('answerCallbackQuery', { retryAfter: 3600 })
  ann.taps(shown, 'Cancel').catch(() => {})
  await expect.poll(() => log.join()).toContain('a tap could not be answered')
})

test('the bot’s menu is set in every language, for private chats and for groups', async () => {
  const { telegram, start } = setScene()
  await start()
  await telegram.waitForCall('setMyCommands', { count: 8 })
  const menus = [...telegram.bot.menus]
  const keys = menus.map(([key]) => key)
  expect(new Set(keys).size).toBe(8)
  const inRussian = telegram.calls.find(({ params }) => params.language_code === 'ru')
  expect(inRussian?.params.commands).toContainEqual({ command: 'cancel', description: 'menu.cancel in ru' })
  expect(telegram.violations).toEqual([])
})
