import { expect, test } from 'vitest'
import { answer, notice } from '../../../test/channels/samples.ts'
import { SettlingClock } from '../../../test/channels/settling-clock.ts'
import { album, photo } from '../../../test/platforms/telegram/content.ts'
import { refOf, type Scene, setScene } from './testing/scene.ts'

/** A group with Ann, who created it, and Bob, in which the bot hears everything. */
async function inGroup(scene: Scene, forum = false) {
  const ann = scene.telegram.user({ firstName: 'Ann', languageCode: 'ru' })
  const bob = scene.telegram.user({ firstName: 'Bob' })
  const group = scene.telegram.group({ title: 'Team', members: [ann, bob], ...(forum && { forum: true }) })
  await scene.start()
  return { ann, bob, group, ref: refOf(group) }
}

/** In its time a look-up never takes too long. */
const openScene = () => setScene({ telegram: { bot: { privacy: false } }, clock: new SettlingClock() })

/** The notice of the bot that the group shows. */
function shownIn({ fromBots }: Awaited<ReturnType<typeof inGroup>>['group']) {
  const shown = fromBots.at(-1)
  if (shown === undefined) throw new Error('there is no notice')
  return shown
}

test('a mention in the caption is for all pieces of an album', async () => {
  const scene = openScene()
  const { ann, group } = await inGroup(scene)
  ann.sends(group, album(photo(), photo({ caption: 'look @holdline_bot' }), photo()))
  await expect.poll(() => scene.inbox.messages).toHaveLength(3)
  expect(scene.inbox.messages.map(({ address }) => address.by)).toEqual(['mention', 'mention', 'mention'])
  expect(new Set(scene.inbox.messages.map((message) => message.album)).size).toBe(1)
})

test('a group that becomes a supergroup: its new address is known before its next message, and old notices are gone', async () => {
  const scene = openScene()
  const { ann, group, ref } = await inGroup(scene)
  const handle = await scene.channel.notify(notice(ref, 'busy'))
  ann.sends(group, 'before')
  const supergroup = ann.migrates(group)
  ann.sends(supergroup, 'after')
  await expect.poll(() => scene.inbox.order).toEqual(['before', 'moved', 'moved', 'after'])
  expect(scene.inbox.moves[0]).toBe(`${group.id} to ${supergroup.id}`)

  await expect(scene.channel.send(answer(ref, 'late'))).rejects.toMatchObject({
    effect: 'retry',
    movedTo: { kind: 'group', chat: String(supergroup.id) },
  })
  const edit = scene.channel.edit?.(handle, notice(ref, 'done', { state: 'closed', buttons: [] }))
  await expect(edit).rejects.toMatchObject({ effect: 'gone' })
  const moved = scene.channel.edit?.(handle, notice(refOf(supergroup), 'done', { state: 'closed', buttons: [] }))
  await expect(moved).rejects.toMatchObject({ effect: 'gone' })
})

test('who administers a group is asked once, for taps and for commands that need it', async () => {
  const scene = openScene()
  const { ann, bob, group, ref } = await inGroup(scene)
  await scene.channel.notify(notice(ref, 'busy'))
  await ann.taps(shownIn(group), 'Cancel')
  await bob.taps(shownIn(group), 'Cancel')
  await ann.taps(shownIn(group), 'Cancel')
  ann.sends(group, '/cancel')
  ann.sends(group, '/status')
  await expect.poll(() => scene.inbox.messages).toHaveLength(2)
  expect(scene.inbox.taps.map(({ person }) => person.admin)).toEqual([true, false, true])
  expect(scene.inbox.messages.map(({ sender }) => sender.admin)).toEqual([true, undefined])
  expect(scene.telegram.calls.filter(({ method }) => method === 'getChatMember')).toHaveLength(2)
})

test('a look-up that takes long holds up no tap', async () => {
  const scene = setScene()
  const { ann, group, ref } = await inGroup(scene)
  await scene.channel.notify(notice(ref, 'busy'))
  scene.telegram.fail('getChatMember', { hang: true })
  const toast = await ann.taps(shownIn(group), 'Cancel')
  expect(toast.text).toBe('it is done')
  expect(scene.inbox.taps[0]?.person).toEqual({ id: String(ann.id), name: 'Ann', locale: 'ru' })
})

test('an anonymous administrator is the group in what they write and in what they tap', async () => {
  const scene = openScene()
  const { ann, group, ref } = await inGroup(scene)
  ann.sends(group, 'hello @holdline_bot', { anonymous: true })
  await scene.channel.notify(notice(ref, 'busy'))
  const member = { status: 'administrator', user: ann.user, is_anonymous: true }
  scene.telegram.fail('getChatMember', { status: 200, body: JSON.stringify({ ok: true, result: member }) })
  await ann.taps(shownIn(group), 'Cancel')
  await expect.poll(() => scene.inbox.messages).toHaveLength(1)
  const asGroup = { id: String(group.id), admin: true }
  expect(scene.inbox.messages[0]?.sender).toMatchObject(asGroup)
  expect(scene.inbox.taps[0]?.person).toEqual({ ...asGroup, locale: 'ru' })
})

test('in General the topic is named for typing and not for messages, in a topic for both', async () => {
  const scene = openScene()
  const { ann, group, ref } = await inGroup(scene, true)
  const thread = ann.opensTopic(group, 'Plans')
  ann.sends(group, 'in General')
  await expect.poll(() => scene.inbox.messages).toHaveLength(1)
  await scene.channel.typing?.(ref, true)
  await scene.channel.send(answer(ref, 'a'))
  await scene.channel.typing?.(refOf(group, thread), true)
  await scene.channel.send(answer(refOf(group, thread), 'b'))
  const threads = (method: string) =>
    scene.telegram.calls.filter((call) => call.method === method).map(({ params }) => params.message_thread_id)
  expect(threads('sendChatAction')).toEqual([1, thread])
  expect(threads('sendMessage')).toEqual([undefined, thread])
  expect(scene.telegram.violations).toEqual([])
})

test('a topic that is closed or deleted gets nothing any more', async () => {
  const scene = openScene()
  const { ann, group } = await inGroup(scene, true)
  const [closed, deleted] = [ann.opensTopic(group, 'Old'), ann.opensTopic(group, 'Gone')]
  ann.closesTopic(group, closed)
  ann.deletesTopic(group, deleted)
  for (const thread of [closed, deleted])
    await expect(scene.channel.send(answer(refOf(group, thread), 'a'))).rejects.toMatchObject({ effect: 'blocked' })
})

test('the platform says who may not be written to, and that ends it', async () => {
  const scene = openScene()
  const { ann, bob, group, ref } = await inGroup(scene)
  const withBob = refOf(scene.telegram.privateChat(bob))
  bob.blocks()
  await expect(scene.channel.send(answer(withBob, 'a'))).rejects.toMatchObject({ effect: 'blocked' })
  await expect(scene.channel.typing?.(withBob, true)).rejects.toMatchObject({ effect: 'blocked' })
  ann.kicks(group, scene.telegram.bot)
  await expect(scene.channel.send(answer(ref, 'a'))).rejects.toMatchObject({ effect: 'blocked' })
  await expect.poll(() => scene.log.join()).toContain('kicked')
})

test('what is not for a bot is counted and goes nowhere', async () => {
  const scene = openScene()
  const { ann, bob, group } = await inGroup(scene)
  const channel = scene.telegram.channel({ title: 'News', discussion: group, admins: [ann] })
  ann.posts(channel, 'a post')
  ann.adds(group, scene.telegram.user({ firstName: 'Carol' }))
  bob.sends(group, 'hello')
  await expect.poll(() => scene.inbox.order).toEqual(['hello'])
  expect(scene.channel.health().detail).toMatch(/automatic_forward 1.*service 1|service 1.*automatic_forward 1/)
})

test('an edit names its message', async () => {
  const scene = openScene()
  const { ann, group } = await inGroup(scene)
  const message = ann.sends(group, 'tipo')
  ann.edits(message, 'typo')
  await expect.poll(() => scene.inbox.edits).toEqual([`${group.id} ${group.id}/${message.id} typo`])
})
