import { expect, test } from 'vitest'
import { answer } from '../../../test/channels/samples.ts'
import { SettlingClock } from '../../../test/channels/settling-clock.ts'
import { DRAFT_KEEP_ALIVE_MS } from './limits.ts'
import { refOf, type Scene, setScene } from './testing/scene.ts'

async function inPrivate(scene: Scene) {
  const ann = scene.telegram.user({ firstName: 'Ann' })
  const chat = scene.telegram.privateChat(ann)
  await scene.start()
  return { ann, chat, ref: refOf(chat) }
}

const drafts = ({ telegram }: Scene) => telegram.calls.filter(({ method }) => method === 'sendMessageDraft')

test('words that come quickly are shown together, with a Stop button', async () => {
  const scene = setScene()
  const { chat, ref } = await inPrivate(scene)
  for (const text of ['**One', '**One** two', '**One** two three'])
    scene.channel.stream?.({ chat: ref, messageId: 'a', text })
  await expect.poll(() => chat.draft()?.text).toBe('One two three')
  expect(chat.draft()).toMatchObject({ canStop: true, keepOnStop: true, entities: [{ type: 'bold', length: 3 }] })
  expect(drafts(scene)).toHaveLength(2)
  await scene.channel.send(answer(ref, 'One two three.', { messageId: 'a' }))
  scene.channel.stream?.({ chat: ref, messageId: 'a', text: 'late' })
  expect(chat.draft()).toBeUndefined()
  expect(scene.telegram.violations).toEqual([])
})

test('while nothing new comes the draft is kept alive, until the turn ends', async () => {
  const clock = new SettlingClock()
  const scene = setScene({ clock })
  const { ref } = await inPrivate(scene)
  scene.channel.stream?.({ chat: ref, messageId: 'a', text: 'One' })
  await expect.poll(() => clock.waiting).toBe(1)
  await clock.advance(DRAFT_KEEP_ALIVE_MS)
  await expect.poll(() => drafts(scene)).toHaveLength(2)
  await expect.poll(() => clock.waiting).toBe(1)
  await scene.channel.typing?.(ref, false)
  await clock.advance(10 * DRAFT_KEEP_ALIVE_MS)
  expect(drafts(scene)).toHaveLength(2)
})

test('a long answer with a list, which grows when it is shown, streams on', async () => {
  const scene = setScene()
  const { chat, ref } = await inPrivate(scene)
  scene.channel.stream?.({ chat: ref, messageId: 'a', text: '1. one\n'.repeat(1000) })
  await expect.poll(() => drafts(scene).at(-1)?.status).toBe(200)
  expect(chat.draft()?.text).toMatch(/^1\. one\n1\. one/)
  await scene.channel.send(answer(ref, 'over', { messageId: 'a' }))
  scene.channel.stream?.({ chat: ref, messageId: 'b', text: 'next' })
  await expect.poll(() => chat.draft()?.text).toBe('next')
  await scene.channel.send(answer(ref, 'over', { messageId: 'b' }))
  expect(scene.telegram.violations).toEqual([])
})

test('a press on Stop is a cancel of what streams, once', async () => {
  const scene = setScene()
  const { ann, chat, ref } = await inPrivate(scene)
  scene.channel.stream?.({ chat: ref, messageId: 'a', text: 'One' })
  await expect.poll(() => chat.draft()).toBeDefined()
  ann.stopsGeneration(chat)
  await expect
    .poll(() => scene.inbox.messages)
    .toMatchObject([
      { text: '/cancel', chat: ref, sender: { id: String(ann.id), name: 'Ann' }, address: { by: 'direct' } },
    ])
})

test('a press on Stop that comes after the answer is nobody’s cancel', async () => {
  const scene = setScene()
  const { ann, chat, ref } = await inPrivate(scene)
  scene.channel.stream?.({ chat: ref, messageId: 'a', text: 'One' })
  await expect.poll(() => chat.draft()).toBeDefined()
  const draft = chat.draft()
  await scene.channel.send(answer(ref, 'One.', { messageId: 'a' }))
  const stop = { chat: { id: chat.id, type: 'private', first_name: 'Ann' }, draft_id: draft?.id ?? 0 }
  scene.telegram.bot.queue.push('stopped_message_generation', stop, 'x')
  ann.sends(chat, 'next')
  await expect.poll(() => scene.inbox.order).toEqual(['next'])
  expect(scene.channel.health().detail).toContain('nothing_streams 1')
})

test('where drafts are refused they are not tried again, and answers come as they are', async () => {
  const scene = setScene()
  const { chat, ref } = await inPrivate(scene)
  scene.telegram.fail('sendMessageDraft', { status: 404, description: 'Not Found: method not found', times: 9 })
  scene.channel.stream?.({ chat: ref, messageId: 'a', text: 'One' })
  await expect.poll(() => scene.log.join()).toContain('drafts do not work here')
  scene.channel.stream?.({ chat: ref, messageId: 'a', text: 'One two' })
  scene.channel.stream?.({ chat: ref, messageId: 'b', text: 'Two' })
  await scene.channel.send(answer(ref, 'One two.', { messageId: 'a' }))
  expect(chat.last?.text).toBe('One two.')
  expect(drafts(scene)).toHaveLength(1)
})

test('a 429 makes drafts rarer, not impossible', async () => {
  const clock = new SettlingClock()
  const scene = setScene({ clock })
  const { chat, ref } = await inPrivate(scene)
  scene.telegram.fail('sendMessageDraft', { retryAfter: 7 })
  scene.channel.stream?.({ chat: ref, messageId: 'a', text: 'One' })
  await expect.poll(() => drafts(scene).at(-1)?.status).toBe(429)
  await expect.poll(() => clock.waiting).toBe(1)
  scene.channel.stream?.({ chat: ref, messageId: 'a', text: 'One two' })
  await clock.advance(6_999)
  expect(drafts(scene)).toHaveLength(1)
  await clock.advance(1)
  await expect.poll(() => chat.draft()?.text).toBe('One two')
})

test('groups have no drafts', async () => {
  const scene = setScene()
  const { ann } = await inPrivate(scene)
  const group = scene.telegram.group({ members: [ann] })
  scene.channel.stream?.({ chat: refOf(group), messageId: 'a', text: 'One' })
  await scene.channel.send(answer(refOf(group), 'One.', { messageId: 'a' }))
  expect(drafts(scene)).toEqual([])
})

test('streaming can be switched off', () => {
  const { channel } = setScene({ account: { streaming: false } })
  expect([channel.capabilities.stream, channel.stream]).toEqual([false, undefined])
})
