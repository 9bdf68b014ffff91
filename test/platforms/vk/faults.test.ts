import { expect, test } from 'vitest'
import { call, poll, refusal, say, scene, updatesOf } from './scene.ts'

test('a code makes calls fail as VK would, as often as it says', async () => {
  const s = await scene()
  const fault = s.vk.fail('messages.send', { code: 10, times: 2 })
  for (const _ of [1, 2]) expect((await refusal(say(s))).code).toBe(10)
  await say(s)
  expect([fault.hits, s.chat.messages.length]).toEqual([2, 1])
})

test('a dropped answer comes after the message, a dropped request before it', async () => {
  const s = await scene()
  s.vk.fail('messages.send', { dropAfter: true })
  await expect(say(s)).rejects.toThrow('socket hang up')
  expect(s.chat.messages).toHaveLength(1)
  s.vk.fail('messages.send', { dropBefore: true })
  await expect(say(s)).rejects.toThrow('socket hang up')
  expect(s.chat.messages).toHaveLength(1)
})

test("a proxy's page is no JSON", async () => {
  const s = await scene()
  s.vk.fail('*', { status: 502 })
  await expect(say(s)).rejects.toThrow('JSON')
})

test('a delay runs on the clock, and only calls that fit are met', async () => {
  const s = await scene()
  const fault = s.vk.fail('messages.send', { delayMs: 5_000, when: ({ params }) => params.message === 'slow' })
  await say(s)
  const slow = say(s, { message: 'slow' })
  await s.chat.until(() => fault.hits === 1)
  expect(s.chat.last?.text).toBe('Hi')
  s.clock.advance(5_000)
  await slow
  expect(s.chat.last?.text).toBe('slow')
})

test('a call that hangs is answered by nobody, until the fault is cleared for others', async () => {
  const s = await scene()
  const fault = s.vk.fail('messages.send', { hang: true, times: Number.POSITIVE_INFINITY })
  const hung = say(s).catch((error: unknown) => error)
  await s.chat.until(() => fault.hits === 1)
  fault.clear()
  await call(s, 'groups.getById')
  expect(s.vk.calls.find(({ method }) => method === 'messages.send')?.doneAt).toBeUndefined()
  await s.vk.stop()
  expect(await hung).toBeInstanceOf(Error)
})

test('the long poll fails, too', async () => {
  const s = await scene()
  const session = await s.api.groups.getLongPollServer({ group_id: s.community.id })
  s.vk.fail('a_check', { code: 2 })
  expect(await poll(session, session.ts)).toEqual({ failed: 2 })
  s.vk.fail('a_check', { dropAfter: true })
  s.ann.sends(s.chat, 'kept')
  await expect(poll(session, session.ts)).rejects.toThrow('fetch failed')
  expect(updatesOf(await poll(session, session.ts))).toHaveLength(1)
})
