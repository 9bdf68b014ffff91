import { expect, test } from 'vitest'
import { getRandomId } from 'vk-io'
import { call, cancelKeyboard, refusal, say, scene } from './scene.ts'

// What VK lets pass, and what a bot still must not do.

test('a misspelt parameter does nothing, and is noted', async () => {
  const s = await scene()
  await say(s, { keybord: '{}' })
  expect(s.vk.violations).toMatchObject([
    { rule: 'param.known', message: 'messages.send has no parameter keybord', call: { method: 'messages.send' } },
  ])
})

test("random_id: none that VK remembers, beyond an int32 as vk-io's own, or used for something else", async () => {
  const s = await scene()
  await say(s, { random_id: 0 })
  await say(s, { random_id: 0 })
  expect(s.chat.messages).toHaveLength(2)
  await say(s, { random_id: getRandomId() + 2 ** 31 })
  await say(s, { random_id: 7 })
  await say(s, { random_id: 7, message: 'Something else' })
  expect(s.chat.last?.text).toBe('Hi')
  const rules = s.vk.violations.map(({ rule }) => rule)
  expect(rules).toEqual(['random.zero', 'random.zero', 'random.range', 'random.reused'])
})

test('an edit that says nothing of the keyboard that is there', async () => {
  const s = await scene()
  await say(s, { keyboard: cancelKeyboard() })
  const edit = (more: object) =>
    call(s, 'messages.edit', { peer_id: s.chat.peerId, cmid: s.chat.last?.cmid, message: 'Changed', ...more })
  await edit({ keyboard: cancelKeyboard() })
  await edit({ message: 'Changed again' })
  await edit({ message: 'There is none any more' })
  expect(s.vk.violations.map(({ rule }) => rule)).toEqual(['edit.keyboard'])
})

test('the same call again at once after a captcha or a flood error is a loop', async () => {
  const s = await scene()
  for (const code of [14, 9]) {
    s.vk.fail('messages.send', { code })
    const error = await refusal(say(s, { random_id: code }))
    expect([error.code, error.captchaSid !== undefined]).toEqual([code, code === 14])
    await say(s, { random_id: code })
  }
  expect(s.vk.violations.map(({ rule }) => rule)).toEqual(['flood.retry', 'flood.retry'])
})

test('after a while it may come again, and another call may come at once', async () => {
  const s = await scene()
  s.vk.fail('messages.send', { code: 9 })
  await refusal(say(s, { random_id: 1 }))
  await say(s, { random_id: 2 })
  s.clock.advance(1_000)
  await say(s, { random_id: 1 })
  expect(s.vk.violations).toEqual([])
})

test('more than twenty calls within a second are error 6, on which vk-io waits', async () => {
  const s = await scene()
  for (let calls = 0; calls < 20; calls += 1) await call(s, 'groups.getTokenPermissions')
  const late = call(s, 'groups.getTokenPermissions')
  const refused = await s.vk.waitForCall(({ errorCode }) => errorCode === 6)
  expect(refused.error).toBe('Too many requests per second')
  s.clock.advance(1_000)
  expect(await late).toMatchObject({ mask: 4 + 4_096 + 131_072 + 262_144 })
  expect(s.vk.violations.map(({ rule }) => rule)).toEqual(['rate.calls'])
})
