import { expect, test } from 'vitest'
import { refusal, scene } from './scene.ts'

async function times(count: number, run: (index: number) => Promise<unknown>): Promise<void> {
  for (let index = 0; index < count; index += 1) await run(index)
}

test('a refused call costs nothing, and retry_after says when the next one passes', async () => {
  const { api, chat, clock } = await scene({ limits: { messagesPerSecondPerChat: 0.25 } })
  await times(5, (index) => api.sendMessage(chat.id, `${index}`))
  const { parameters } = await refusal(api.sendMessage(chat.id, 'more'))
  expect(parameters.retry_after).toBe(4)
  await refusal(api.sendMessage(chat.id, 'more'))
  clock.advance(3_999)
  await refusal(api.sendMessage(chat.id, 'more'))
  clock.advance(1)
  await api.sendMessage(chat.id, 'more')
  expect(chat.last?.text).toBe('more')
})

test('in a group an edit costs as much as a message', async () => {
  const { telegram, api, ann, clock } = await scene({ limits: { chatBurst: 100 } })
  const group = telegram.group({ members: [ann] })
  const { message_id } = await api.sendMessage(group.id, 'Busy')
  await times(19, (index) => api.editMessageText(group.id, message_id, `Busy ${index}`))
  const error = await refusal(api.editMessageText(group.id, message_id, 'Done'))
  expect([error.error_code, error.parameters.retry_after]).toEqual([429, 3])
  expect(telegram.violations.map(({ rule }) => rule)).toEqual(['flood.group'])
  clock.advance(3_000)
  await api.editMessageText(group.id, message_id, 'Done')
})

test('chats have their own budgets; typing, taps, deletions and menus cost no messages', async () => {
  const { telegram, api, ann, chat } = await scene()
  const ben = telegram.user({ firstName: 'Ben' })
  await times(5, (index) => api.sendMessage(chat.id, `${index}`))
  await api.sendChatAction(chat.id, 'typing')
  await api.deleteMessage(chat.id, chat.last?.id ?? 0)
  await api.setMyCommands([])
  await api.sendMessage(telegram.privateChat(ben).id, 'Hi')
  await refusal(api.sendMessage(ann.id, 'more'))
})

test('a call that is refused for another reason takes nothing from the budget', async () => {
  const { api, chat } = await scene()
  await times(20, () => refusal(api.sendMessage(chat.id, '')))
  await times(5, (index) => api.sendMessage(chat.id, `${index}`))
})

test('flood control can be switched off', async () => {
  const { telegram, api, chat } = await scene({ limits: { flood: false } })
  await times(60, (index) => api.sendMessage(chat.id, `${index}`))
  expect(telegram.violations).toEqual([])
})
