import { InlineKeyboard } from 'grammy'
import { expect, test } from 'vitest'
import { refusal, type Scene, scene } from './scene.ts'

async function messageWithButton({ api, chat }: Scene) {
  await api.sendMessage(chat.id, 'Busy', {
    reply_markup: new InlineKeyboard().text('Cancel', 'c:1').url('Help', 'https://example.org'),
  })
  return chat.last ?? expect.unreachable()
}

async function tapUpdate({ api }: Scene) {
  const [update] = await api.getUpdates({ allowed_updates: ['message', 'callback_query'] })
  return update?.callback_query ?? expect.unreachable()
}

test('a tap by label or by data tells the bot who tapped what on which message', async () => {
  const s = await scene()
  const message = await messageWithButton(s)
  const toast = s.ann.taps(message, 'Cancel')
  const query = await tapUpdate(s)
  expect(query).toMatchObject({
    data: 'c:1',
    from: { id: s.ann.id, language_code: 'ru' },
    message: { message_id: message.id, chat: { id: s.chat.id }, text: 'Busy' },
  })
  s.clock.advance(400)
  await s.api.answerCallbackQuery(query.id, { text: 'Cancelled', show_alert: true })
  expect(await toast).toEqual({ userId: s.ann.id, text: 'Cancelled', alert: true, url: undefined, afterMs: 400 })
  expect(s.chat.toasts).toHaveLength(1)
})

test('a tap that is not answered in time fails, and is the fault of the bot', async () => {
  const s = await scene()
  const toast = s.ann.taps(await messageWithButton(s), 'c:1')
  const failed = expect(toast).rejects.toThrow('was not answered in time')
  s.clock.advance(9_999)
  expect(s.telegram.violations).toEqual([])
  s.clock.advance(1)
  await failed
  expect(s.telegram.violations.map(({ rule }) => rule)).toEqual(['callback.answered'])
  const late = await refusal(s.api.answerCallbackQuery((await tapUpdate(s)).id))
  expect(late.description).toContain('query is too old')
})

test('an old or made-up tap reaches the bot, a button that does not call it cannot be tapped', async () => {
  const s = await scene()
  const message = await messageWithButton(s)
  await s.api.editMessageText(s.chat.id, message.id, 'Done')
  const forged = s.ann.taps(message, 'Cancel', { data: 'c:1' })
  const query = await tapUpdate(s)
  expect(query.data).toBe('c:1')
  await s.api.answerCallbackQuery(query.id)
  expect((await forged).text).toBeUndefined()
  await expect(s.ann.taps(message, 'Cancel')).rejects.toThrow('has no button Cancel')
  await expect(s.ann.taps(message, 'Help')).rejects.toThrow('has no button Help')
})

test('a tap on a message that is gone carries no text and no date', async () => {
  const s = await scene()
  const message = await messageWithButton(s)
  message.remove()
  const tapped = s.ann.taps(message, 'Cancel')
  const query = await tapUpdate(s)
  expect(query.message).toEqual({ message_id: message.id, chat: expect.objectContaining({ id: s.chat.id }), date: 0 })
  await s.api.answerCallbackQuery(query.id)
  await tapped
})

test('an anonymous admin is anonymous in messages, not in taps', async () => {
  const s = await scene()
  const group = s.telegram.group({ members: [s.ann], type: 'supergroup' })
  s.ann.sends(group, '@holdline_bot hi', { anonymous: true })
  await s.api.sendMessage(group.id, 'Busy', { reply_markup: new InlineKeyboard().text('Cancel', 'c') })
  const toast = s.ann.taps(group.last ?? expect.unreachable(), 'Cancel')
  const updates = await s.api.getUpdates()
  expect(updates[0]?.message).toMatchObject({ from: { id: 1_087_968_824 }, sender_chat: { id: group.id } })
  expect(updates[1]?.callback_query?.from.id).toBe(s.ann.id)
  await s.api.answerCallbackQuery(updates[1]?.callback_query?.id ?? '')
  await toast
})

test('an edit keeps the keyboard only when it carries it', async () => {
  const s = await scene()
  const message = await messageWithButton(s)
  const reply_markup = new InlineKeyboard().text('Cancel', 'c:2')
  await s.api.editMessageText(s.chat.id, message.id, 'Busier', { reply_markup })
  expect(message.button('Cancel')?.data).toBe('c:2')
  await s.api.editMessageText(s.chat.id, message.id, 'Done')
  expect([message.keyboard, message.edits]).toEqual([[], 2])
  expect(message.versions.map(({ text }) => text)).toEqual(['Busy', 'Busier', 'Done'])
})
