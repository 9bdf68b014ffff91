import { expect, test } from 'vitest'
import { poll, scene, updatesOf } from './scene.ts'

const texts = (answer: Parameters<typeof updatesOf>[0]) =>
  updatesOf(answer).map(({ object }) => JSON.stringify(object).match(/"text":"(\w*)"/)?.[1])

test('a poll waits until something happens, and what came together goes out together', async () => {
  const { vk, api, community, ann, chat } = await scene()
  const session = await api.groups.getLongPollServer({ group_id: community.id })
  const waiting = poll(session, session.ts, 25)
  await chat.until(() => community.longPoll.waiting === 1)
  ann.sends(chat, 'one')
  ann.sends(chat, 'two')
  const answer = await waiting
  expect(texts(answer)).toEqual(['one', 'two'])
  expect(answer.ts).toBe(String(Number(session.ts) + 2))
  expect(vk.violations).toEqual([])
})

test('an empty answer comes when the waiting time is over', async () => {
  const { api, community, clock, chat } = await scene()
  const session = await api.groups.getLongPollServer({ group_id: community.id })
  const waiting = poll(session, session.ts, 25)
  await chat.until(() => community.longPoll.waiting === 1)
  clock.advance(25_000)
  expect(await waiting).toEqual({ ts: session.ts, updates: [] })
})

test('an old ts brings what was missed, and is what confirms', async () => {
  const { api, community, ann, chat } = await scene()
  const session = await api.groups.getLongPollServer({ group_id: community.id })
  ann.sends(chat, 'one')
  ann.sends(chat, 'two')
  expect(texts(await poll(session, session.ts))).toEqual(['one', 'two'])
  expect(texts(await poll(session, Number(session.ts) + 1))).toEqual(['two'])
  expect(community.longPoll.pending).toHaveLength(1)
})

test('failed 2: a new key with the old ts loses nothing, with the new ts it does, which is a violation', async () => {
  const { vk, api, community, ann, chat } = await scene()
  const group_id = community.id
  const first = await api.groups.getLongPollServer({ group_id })
  const { ts } = await poll(first, first.ts)
  community.longPoll.expireKeys()
  ann.sends(chat, 'missed')
  expect(await poll(first, String(ts))).toEqual({ failed: 2 })
  const second = await api.groups.getLongPollServer({ group_id })
  expect(texts(await poll(second, String(ts)))).toEqual(['missed'])
  ann.sends(chat, 'lost')
  const third = await api.groups.getLongPollServer({ group_id })
  expect(vk.violations).toEqual([])
  expect(texts(await poll(third, third.ts))).toEqual([])
  expect(vk.violations.map(({ rule }) => rule)).toEqual(['poll.skipped'])
})

test('a key expires by itself, also under a poll that waits', async () => {
  const { api, community, clock, chat } = await scene({ limits: { pollKeyMs: 10_000 } })
  const session = await api.groups.getLongPollServer({ group_id: community.id })
  const waiting = poll(session, session.ts, 25)
  await chat.until(() => community.longPoll.waiting === 1)
  clock.advance(25_000)
  expect(await waiting).toEqual({ failed: 2 })
})

test('failed 1: a ts whose history is gone brings the ts to go on with', async () => {
  const { vk, api, community, ann, chat } = await scene()
  const session = await api.groups.getLongPollServer({ group_id: community.id })
  ann.sends(chat, 'forgotten')
  community.longPoll.forget()
  ann.sends(chat, 'kept')
  const failed = await poll(session, session.ts)
  expect(failed).toEqual({ failed: 1, ts: Number(session.ts) + 1 })
  expect(texts(await poll(session, String(failed.ts)))).toEqual(['kept'])
  expect(vk.violations).toEqual([])
})

test('failed 3: key and ts are lost, and a bot that keeps its ts is told so', async () => {
  const { vk, api, community, ann, chat } = await scene()
  const group_id = community.id
  const session = await api.groups.getLongPollServer({ group_id })
  community.longPoll.loseSession()
  expect(await poll(session, session.ts)).toEqual({ failed: 3 })
  const fresh = await api.groups.getLongPollServer({ group_id })
  ann.sends(chat, 'after')
  expect(texts(await poll(fresh, fresh.ts))).toEqual(['after'])
  expect(vk.violations).toEqual([])
  expect(await poll(fresh, session.ts)).toEqual({ failed: 1, ts: 2 })
  expect(vk.violations.map(({ rule }) => rule)).toEqual(['poll.ts'])
})

test('two polls at once get the same event, which is a violation', async () => {
  const { vk, api, community, ann, chat } = await scene()
  const session = await api.groups.getLongPollServer({ group_id: community.id })
  const both = [poll(session, session.ts, 25), poll(session, session.ts, 25)]
  await chat.until(() => community.longPoll.waiting === 2)
  ann.sends(chat, 'twice')
  expect((await Promise.all(both)).map(texts)).toEqual([['twice'], ['twice']])
  expect(vk.violations.map(({ rule }) => rule)).toEqual(['poll.single'])
})

test('a wrong key, a longer wait and another act are violations', async () => {
  const { vk, url, community, api } = await scene()
  const session = await api.groups.getLongPollServer({ group_id: community.id })
  expect(await poll({ ...session, key: 'made-up' }, session.ts)).toEqual({ failed: 2 })
  await fetch(`${url}/whp/${community.id}?act=check&key=${session.key}&ts=${session.ts}&wait=0`)
  await fetch(`${url}/whp/${community.id}?act=a_check&key=${session.key}&ts=0&wait=91`)
  expect(vk.violations.map(({ rule }) => rule)).toEqual(['poll.key', 'poll.params', 'poll.params'])
})

test('only chosen events come, and vk-io can choose them', async () => {
  const { api, community, ann, chat } = await scene()
  const group_id = community.id
  const session = await api.groups.getLongPollServer({ group_id })
  ann.types(chat)
  ann.joins(community)
  expect(updatesOf(await poll(session, session.ts))).toEqual([])
  await api.groups.setLongPollSettings({ group_id, message_typing_state: true, message_new: false })
  const { events, is_enabled } = await api.groups.getLongPollSettings({ group_id })
  expect([events.message_typing_state, events.message_new, events.message_event, is_enabled]).toEqual([1, 0, 0, true])
  ann.types(chat)
  ann.sends(chat, 'unheard')
  expect(updatesOf(await poll(session, session.ts)).map(({ type }) => type)).toEqual(['message_typing_state'])
})

test('an event can come a second time under its own id', async () => {
  const { vk, api, community, ann, chat } = await scene()
  const session = await api.groups.getLongPollServer({ group_id: community.id })
  ann.sends(chat, 'again')
  vk.repeat()
  const [first, second] = updatesOf(await poll(session, session.ts))
  expect(second).toEqual(first)
})
