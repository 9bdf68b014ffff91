import type { Clock, Notice } from '@holdline/bridge'
import { expect, test } from 'vitest'
import { notice } from '../../../test/channels/samples.ts'
import { systemClock } from '../../../test/platforms/kit/clock.ts'
import type { ChatMessage } from '../../../test/platforms/vk/chat-message.ts'
import { LOOKUP_MS, MAX_SNACKBAR_TEXT } from './limits.ts'
import { refOf, type Scene, setScene } from './testing/scene.ts'

const PATIENT = { timeout: 10_000 }

/** This machine's time, on which look-ups may take as long as a loaded machine needs. */
const patient: Clock = {
  now: systemClock.now,
  after: (ms, run) => systemClock.after(ms === LOOKUP_MS ? PATIENT.timeout : ms, run),
}

/** A chat that Ann owns, with Bob, in which the community hears everything, and may be an administrator. */
async function inChat(scene: Scene, isAdmin = false) {
  const ann = scene.vk.person({ firstName: 'Ann', language: 'ru' })
  const bob = scene.vk.person({ firstName: 'Bob', language: 'en' })
  const { community } = scene.vk
  const admins = isAdmin ? [community] : []
  const chat = scene.vk.chat({ title: 'Team', members: [ann, bob], admins, hearsAll: true })
  await scene.start()
  return { ann, bob, chat, ref: refOf(chat), us: `[club${community.id}|@${community.screenName}]` }
}

/** The notice that the chat shows. */
function shownIn({ fromBots }: Awaited<ReturnType<typeof inChat>>['chat']) {
  const shown = fromBots.at(-1)
  if (shown === undefined) throw new Error('there is no notice')
  return shown
}

test('who writes has a name and a language, also who does not address the bot', async () => {
  const scene = setScene({ clock: patient })
  const { ann, bob, chat, ref, us } = await inChat(scene)
  bob.sends(chat, 'just talking')
  ann.sends(chat, `${us}, hello`)
  await expect.poll(() => scene.inbox.messages, PATIENT).toHaveLength(2)
  expect(scene.inbox.messages.map(({ sender, address }) => [sender.name, sender.locale, address.by])).toEqual([
    ['Bob Lee', 'en', 'none'],
    ['Ann Lee', 'ru', 'mention'],
  ])
  const buttons: Notice['buttons'] = [{ action: 'wait', label: 'Wait', token: 'w.t..m', style: 'primary' }]
  await scene.channel.notify(notice(ref, 'busy', { buttons }))
  await bob.taps(chat, shownIn(chat), 'Wait')
  expect(scene.inbox.taps[0]?.person).toEqual({ id: String(bob.id), name: 'Bob Lee', locale: 'en' })
})

test('who administers a chat is asked once, where the community may know', async () => {
  const scene = setScene({ clock: patient })
  const { ann, bob, chat, ref } = await inChat(scene, true)
  const carol = scene.vk.person({ firstName: 'Carol' })
  ann.adds(chat, carol)
  ann.lets(chat, bob, { admin: true })
  await scene.channel.notify(notice(ref, 'busy'))
  for (const person of [ann, bob, carol]) await person.taps(chat, shownIn(chat), 'Cancel')
  ann.sends(chat, '/cancel')
  ann.sends(chat, '/status')
  await expect.poll(() => scene.inbox.messages, PATIENT).toHaveLength(2)
  expect(scene.inbox.taps.map(({ person }) => person.admin)).toEqual([true, true, false])
  expect(scene.inbox.messages.map(({ sender }) => sender.admin)).toEqual([true, undefined])
  expect(scene.vk.calls.filter(({ method }) => method === 'messages.getConversationMembers')).toHaveLength(1)
})

test('where the community administers nothing, nobody has special rights, and VK is not asked again', async () => {
  const scene = setScene({ clock: patient })
  const { ann, chat, ref } = await inChat(scene)
  await scene.channel.notify(notice(ref, 'busy'))
  await ann.taps(chat, shownIn(chat), 'Cancel')
  await ann.taps(chat, shownIn(chat), 'Cancel')
  expect(scene.inbox.taps.map(({ person }) => person.admin)).toEqual([false, false])
  expect(scene.vk.calls.filter(({ method }) => method === 'messages.getConversationMembers')).toHaveLength(1)
})

test('the names of many people that come together are one call', async () => {
  const scene = setScene({ clock: patient })
  const people = Array.from({ length: 30 }, (_, index) => scene.vk.person({ firstName: `P${index}` }))
  await scene.start()
  for (const person of people) person.sends(scene.vk.directChat(person), 'hello')
  await expect.poll(() => scene.inbox.messages, PATIENT).toHaveLength(people.length)
  expect(scene.inbox.messages.map(({ sender }) => sender.name).sort()).toEqual(
    people.map(({ firstName, lastName }) => `${firstName} ${lastName}`).sort(),
  )
  expect(scene.vk.calls.filter(({ method }) => method === 'users.get').length).toBeLessThan(people.length / 3)
})

test('a look-up that takes long holds up no tap', async () => {
  const scene = setScene()
  const { ann, chat, ref } = await inChat(scene)
  await scene.channel.notify(notice(ref, 'busy'))
  for (const method of ['messages.getConversationMembers', 'users.get']) scene.vk.fail(method, { hang: true })
  const { text } = await ann.taps(chat, shownIn(chat), 'Cancel')
  expect(text).toBe('it is done')
  expect(scene.inbox.taps[0]?.person).toEqual({ id: String(ann.id) })
})

test('a chat that the community was thrown out of gets nothing any more, and that is logged', async () => {
  const scene = setScene()
  const { ann, chat, ref } = await inChat(scene)
  ann.kicks(chat, scene.vk.community)
  await expect(scene.channel.notify(notice(ref, 'busy'))).rejects.toMatchObject({ effect: 'blocked' })
  await expect.poll(() => scene.log.join(), PATIENT).toContain('chat_kick_user')
})

test('an old client makes the buttons of its chat write, a current one makes them callbacks again', async () => {
  const scene = setScene()
  const { ann, chat, us } = await inChat(scene)
  const olga = scene.vk.person({ firstName: 'Olga', client: { callback: false } })
  ann.adds(chat, olga)
  const kinds = async (id: string) => {
    await scene.channel.notify(notice(refOf(chat), id, { noticeId: id }))
    return shownIn(chat)
      .keyboard.flat()
      .map(({ type }) => type)
  }
  olga.sends(chat, 'just talking')
  await expect.poll(() => scene.inbox.messages, PATIENT).toHaveLength(1)
  expect(await kinds('n0'), 'who does not speak to the bot changes nothing').toEqual(['callback'])
  olga.sends(chat, `${us} hello`)
  await expect.poll(() => scene.inbox.messages, PATIENT).toHaveLength(2)
  expect(await kinds('n1')).toEqual(['text'])
  const press = olga.presses(chat, 'Cancel', shownIn(chat))
  const isAnswer = ({ text, replyTo }: ChatMessage) => text === 'it is done' && replyTo === press.cmid
  await chat.until(() => chat.fromBots.find(isAnswer), { timeoutMs: 10_000 })
  ann.sends(chat, `${us} hello`)
  await expect.poll(() => scene.inbox.messages, PATIENT).toHaveLength(3)
  expect(await kinds('n2')).toEqual(['callback'])
})

test('that VK refused the answer to a text button is logged, though the call went well', async () => {
  const scene = setScene()
  const olga = scene.vk.person({ firstName: 'Olga', client: { callback: false } })
  const chat = scene.vk.directChat(olga)
  await scene.start()
  olga.sends(chat, 'hello')
  await expect.poll(() => scene.inbox.messages, PATIENT).toHaveLength(1)
  await scene.channel.notify(notice(refOf(chat), 'busy'))
  const shown = chat.fromBots.at(-1) ?? expect.unreachable()
  olga.presses(chat, 'Cancel', shown)
  olga.denies(scene.vk.community)
  await expect.poll(() => scene.log.join(), PATIENT).toContain('a tap could not be answered')
})

test('an answer to a tap is cut to what a snackbar takes', async () => {
  const scene = setScene()
  const { ann, chat, ref } = await inChat(scene)
  await scene.channel.notify(notice(ref, 'busy'))
  const words = 'word '.repeat(40)
  scene.inbox.tap = async ({ action }) => ({ action, noticeId: '', result: 'done', text: words, translations: {} })
  const { text = '' } = await ann.taps(chat, shownIn(chat), 'Cancel')
  expect(text).toMatch(/^word word/)
  expect(text.length).toBeLessThanOrEqual(MAX_SNACKBAR_TEXT)
})

test('each press of a text button has one answer, also where it was unknown whether VK had it', async () => {
  const scene = setScene()
  const olga = scene.vk.person({ firstName: 'Olga', client: { callback: false } })
  const chat = scene.vk.directChat(olga)
  await scene.start()
  olga.sends(chat, 'hello')
  await expect.poll(() => scene.inbox.messages, PATIENT).toHaveLength(1)
  await scene.channel.notify(notice(refOf(chat), 'busy'))
  const shown = chat.fromBots.at(-1) ?? expect.unreachable()
  const answers = () => chat.fromBots.filter(({ text }) => text === 'it is done')
  olga.presses(chat, 'Cancel', shown)
  await expect.poll(answers, PATIENT).toHaveLength(1)
  const lost = scene.vk.fail('messages.send', { dropAfter: true })
  olga.presses(chat, 'Cancel', shown)
  const sent = () => scene.vk.calls.filter(({ method, doneAt }) => method === 'messages.send' && doneAt !== undefined)
  await expect.poll(sent, PATIENT).toHaveLength(4)
  expect(lost.hits).toBe(1)
  expect(answers()).toHaveLength(2)
})
