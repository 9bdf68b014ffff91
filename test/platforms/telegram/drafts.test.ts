import { expect, test } from 'vitest'
import { scene } from './scene.ts'

test('a draft is seen while it is written, and a message takes its place', async () => {
  const { telegram, api, chat, clock } = await scene()
  await api.sendMessageDraft(chat.id, 7, '')
  await api.sendMessageDraft(chat.id, 7, 'Once upon')
  expect(chat.draft()).toMatchObject({ id: 7, text: 'Once upon', canStop: false })
  await api.sendMessage(chat.id, 'Once upon a time')
  expect(chat.draft()).toBeUndefined()
  clock.advance(60_000)
  expect(telegram.violations).toEqual([])
})

test('a draft that no message follows is gone after 30 seconds, and is the fault of the bot', async () => {
  const { telegram, api, chat, clock } = await scene()
  await api.sendMessageDraft(chat.id, 7, 'Once')
  clock.advance(29_000)
  await api.sendMessageDraft(chat.id, 7, 'Once upon')
  clock.advance(29_999)
  expect(chat.draft()?.text).toBe('Once upon')
  clock.advance(1)
  expect(chat.draft()).toBeUndefined()
  expect(telegram.violations.map(({ rule }) => rule)).toEqual(['draft.finished'])
})

test('Stop tells the bot which draft, and takes the draft away unless it is to be kept', async () => {
  const { telegram, api, ann, chat, clock } = await scene()
  await api.sendMessageDraft(chat.id, 7, 'Once', { can_stop: true })
  ann.stopsGeneration(chat)
  expect(chat.draft()).toBeUndefined()
  await api.sendMessageDraft(chat.id, 8, 'Once', { can_stop: true, keep_on_stop: true })
  ann.stopsGeneration(chat)
  expect(chat.draft()).toMatchObject({ id: 8, stopped: true })
  const stops = (await api.getUpdates()).map(({ stopped_message_generation: stop }) => [stop?.chat.id, stop?.draft_id])
  expect(stops).toEqual([
    [chat.id, 7],
    [chat.id, 8],
  ])
  clock.advance(60_000)
  expect(telegram.violations).toEqual([])
})

test('there is no Stop where the bot has not asked for it', async () => {
  const { api, ann, chat } = await scene()
  await api.sendMessageDraft(chat.id, 7, 'Once')
  expect(() => ann.stopsGeneration(chat)).toThrow('nothing with a Stop button')
})
