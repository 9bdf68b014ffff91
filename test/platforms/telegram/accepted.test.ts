import { InlineKeyboard, InputFile } from 'grammy'
import { expect, test } from 'vitest'
import { ManualClock } from '../kit/manual-clock.ts'
import { type Scene, sceneOn } from './scene.ts'
import { TRANSPORTS } from './transports.ts'

// What is just within a rule, so that a rule that refuses everything fails here.

const text = (length: number) => 'x'.repeat(length)

const ACCEPTED: readonly [string, (scene: Scene) => Promise<unknown>][] = [
  ['4096 units', ({ api, chat }) => api.sendMessage(chat.id, '😀'.repeat(2048))],
  [
    '4096 units after parsing',
    ({ api, chat }) => api.sendMessage(chat.id, `<b>${text(4096)}</b>`, { parse_mode: 'HTML' }),
  ],
  [
    '64 bytes of data',
    ({ api, chat }) =>
      api.sendMessage(chat.id, 'Hi', { reply_markup: new InlineKeyboard().text('Go', 'я'.repeat(32)) }),
  ],
  [
    '8 buttons in a row',
    ({ api, chat }) =>
      api.sendMessage(chat.id, 'Hi', {
        reply_markup: { inline_keyboard: [Array(8).fill({ text: 'Go', callback_data: 'go' })] },
      }),
  ],
  [
    'a spent button',
    ({ api, chat }) => api.sendMessage(chat.id, 'Hi', { reply_markup: new InlineKeyboard().disabled('Done') }),
  ],
  [
    'a caption of 1024 units',
    ({ api, chat }) => api.sendDocument(chat.id, new InputFile(new Uint8Array(9), 'a.txt'), { caption: text(1024) }),
  ],
  [
    'a reply to nothing, when that is allowed',
    ({ api, chat }) =>
      api.sendMessage(chat.id, 'Hi', { reply_parameters: { message_id: 9, allow_sending_without_reply: true } }),
  ],
  [
    'five messages at once',
    async ({ api, chat }) => {
      for (let n = 0; n < 5; n += 1) await api.sendMessage(chat.id, `${n}`)
    },
  ],
  [
    'a message a second',
    async ({ api, chat, clock }) => {
      for (let n = 0; n < 40; n += 1) {
        await api.sendMessage(chat.id, `${n}`)
        clock.advance(1_000)
      }
    },
  ],
  [
    'typing in General by its number',
    async ({ api, ann, telegram }) => {
      const forum = telegram.group({ members: [ann], forum: true })
      await api.sendChatAction(forum.id, 'typing', { message_thread_id: 1 })
      expect(forum.typing(1)).toBe(true)
    },
  ],
  [
    'a thread where there are no topics',
    async ({ api, ann, telegram }) => {
      const group = telegram.group({ members: [ann], type: 'supergroup' })
      await api.sendMessage(group.id, 'Hi', { message_thread_id: 77 })
      expect(group.last?.thread).toBeUndefined()
    },
  ],
  [
    'a closed topic, for who manages topics',
    async ({ api, ann, telegram }) => {
      const forum = telegram.group({ members: [ann], forum: true, botIsAdmin: true })
      const thread = ann.opensTopic(forum, 'Support')
      ann.closesTopic(forum, thread)
      await api.sendMessage(forum.id, 'Hi', { message_thread_id: thread })
    },
  ],
  [
    '100 commands',
    ({ api }) =>
      api.setMyCommands(Array(100).fill({ command: 'new', description: text(256) }), {
        language_code: 'ru',
        scope: { type: 'all_private_chats' },
      }),
  ],
  [
    'a toast of 200 units',
    async ({ api, ann, chat, bot }) => {
      await api.sendMessage(chat.id, 'Hi', { reply_markup: new InlineKeyboard().text('Go', 'go') })
      const toast = ann.taps(chat.last ?? expect.unreachable(), 'Go')
      await api.answerCallbackQuery([...bot.taps.keys()][0] ?? '', { text: text(200), show_alert: true })
      expect(await toast).toMatchObject({ text: text(200), alert: true })
    },
  ],
  [
    "a deletion of anybody's message, for who may",
    async ({ api, ann, telegram }) => {
      const group = telegram.group({ members: [ann], botIsAdmin: true })
      const { id } = ann.sends(group, 'Hi')
      await api.deleteMessage(group.id, id)
      expect(group.messages).toEqual([])
    },
  ],
  [
    'a reaction and its end',
    async ({ api, ann, chat, bot }) => {
      const message = ann.sends(chat, 'Hi')
      await api.setMessageReaction(chat.id, message.id, [{ type: 'emoji', emoji: '👀' }])
      expect(message.reactions.get(bot.id)).toBe('👀')
      await api.setMessageReaction(chat.id, message.id, [])
      expect(message.reactions.size).toBe(0)
    },
  ],
  [
    'a name of the chat in place of its number',
    async ({ api, ann, telegram }) => {
      telegram.group({ members: [ann], username: 'The_Team' })
      await api.sendMessage('@the_team', 'Hi')
    },
  ],
]

for (const { name, start } of TRANSPORTS) {
  for (const [what, run] of ACCEPTED) {
    test(`${name}: accepts ${what}`, async () => {
      const clock = new ManualClock()
      const scene = sceneOn(await start({ clock }), clock)
      await run(scene)
      expect(scene.telegram.calls.map(({ status }) => status)).not.toContain(undefined)
      expect(scene.telegram.violations).toEqual([])
    })
  }
}
