import { expect, test } from 'vitest'
import { notice } from '../../../test/channels/samples.ts'
import { photo } from '../../../test/platforms/vk/content.ts'
import type { RecordedCall } from '../../../test/platforms/vk/recorded-call.ts'
import { refOf, type Scene, setScene } from './testing/scene.ts'

const PATIENT = { timeout: 10_000 }

/** Waits until the bot asks for events. The question stays open. */
async function polling({ vk }: Scene): Promise<RecordedCall> {
  const find = () => vk.calls.findLast(({ method, doneAt }) => method === 'a_check' && doneAt === undefined)
  await expect.poll(find, PATIENT).toBeDefined()
  const poll = find()
  if (poll === undefined) throw new Error('the bot does not ask')
  return poll
}

const textsOf = ({ inbox }: Scene) => inbox.messages.map(({ text }) => text)

test('switches on the events that it lives on, and says that it is there', async () => {
  const scene = setScene({ vk: { community: { longPoll: { enabled: false, apiVersion: '5.80' } } } })
  await scene.start()
  const { enabled, events, apiVersion } = scene.vk.community.settings
  expect({ enabled, apiVersion, events: [...events].sort() }).toEqual({
    enabled: true,
    apiVersion: '5.199',
    events: ['message_edit', 'message_event', 'message_new'],
  })
  expect(scene.channel.health()).toEqual({ state: 'ready', detail: 'vk.com/holdline' })
})

test('a token without community management is said to the operator, and holds nobody up', async () => {
  const { channel, start } = setScene({ vk: { community: { rights: ['messages'] } } })
  await start()
  expect(channel.health()).toMatchObject({ state: 'failed', detail: expect.stringContaining('community management') })
})

test('where settings may not be changed it still receives, and an operator is told what to do', async () => {
  const scene = setScene()
  scene.vk.fail('groups.getLongPollSettings', { code: 15 })
  await scene.start()
  const ann = scene.vk.person({ firstName: 'Ann' })
  ann.sends(scene.vk.directChat(ann), 'hello')
  await expect.poll(() => textsOf(scene), PATIENT).toEqual(['hello'])
  expect(scene.log.join()).toMatch(/Event types/)
})

test('a server that knows only the methods of messages and of the long poll is enough', async () => {
  const scene = setScene({ vk: { community: { id: 77 } }, account: { groupId: 77 } })
  for (const method of ['groups.getById', 'groups.getLongPollSettings', 'users.get'])
    scene.vk.fail(method, { code: 3, times: Number.POSITIVE_INFINITY })
  await scene.start()
  expect(scene.channel.health()).toMatchObject({ state: 'ready' })
  const ann = scene.vk.person({ firstName: 'Ann' })
  ann.sends(scene.vk.directChat(ann), 'hello')
  await expect.poll(() => textsOf(scene), PATIENT).toEqual(['hello'])
})

test('events of an old version are understood, too', async () => {
  const scene = setScene({ vk: { community: { longPoll: { apiVersion: '5.80' } } } })
  scene.vk.fail('groups.getLongPollSettings', { code: 15 })
  await scene.start()
  const ann = scene.vk.person({ firstName: 'Ann' })
  ann.sends(scene.vk.directChat(ann), 'hello')
  await expect.poll(() => textsOf(scene), PATIENT).toEqual(['hello'])
})

test('a token that VK does not know is said to the operator, and holds nobody up', async () => {
  const { vk, channel, log, start } = setScene()
  vk.fail('*', { code: 5, times: Number.POSITIVE_INFINITY })
  await start()
  expect(channel.health()).toMatchObject({ state: 'failed', detail: expect.stringContaining('Access tokens') })
  expect(log.join()).toContain('does not know this community token')
})

test('a token of another community than configured is said to the operator', async () => {
  const { channel, start } = setScene({ account: { groupId: 42 } })
  await start()
  expect(channel.health()).toMatchObject({ state: 'failed', detail: expect.stringContaining('VK_GROUP_ID') })
})

test('a second receiver in this process is refused', async () => {
  const { channel, inbox, start } = setScene()
  await start()
  await expect(channel.start(inbox, new AbortController().signal)).rejects.toThrow('same community token')
})

test('a stop ends the long poll at once', async () => {
  const scene = setScene()
  await scene.start()
  const poll = await polling(scene)
  scene.stop()
  expect(scene.channel.health().state).toBe('stopped')
  await expect.poll(() => poll.doneAt, PATIENT).toBeDefined()
})

test('goes on where it was before a restart, and keeps the place only when all is durable', async () => {
  const scene = setScene({ kept: new Map([['220011001', '1407']]) })
  const ann = scene.vk.person({ firstName: 'Ann' })
  ann.sends(scene.vk.directChat(ann), 'while it was down')
  scene.inbox.down = true
  await scene.start()
  await expect.poll(() => scene.log.join(), PATIENT).toContain('could not be made durable')
  expect(scene.kept.get('220011001')).toBe('1407')
  scene.inbox.down = false
  await expect.poll(() => textsOf(scene), PATIENT).toEqual(['while it was down'])
  await expect.poll(() => scene.kept.get('220011001'), PATIENT).toBe('1408')
})

test('failed 2, the key has lapsed: what came meanwhile comes with the new one', async () => {
  const scene = setScene()
  const ann = scene.vk.person({ firstName: 'Ann' })
  const chat = scene.vk.directChat(ann)
  await scene.start()
  await polling(scene)
  ann.sends(chat, '1')
  scene.vk.community.longPoll.expireKeys()
  for (const text of ['2', '3']) ann.sends(chat, text)
  await expect.poll(() => textsOf(scene), PATIENT).toEqual(['1', '2', '3'])
})

test('failed 1, the history is gone: goes on with what is there, and says so', async () => {
  const scene = setScene({ kept: new Map([['220011001', '1000']]) })
  await scene.start()
  await expect.poll(() => scene.log.join(), PATIENT).toContain('older ones are lost')
  const ann = scene.vk.person({ firstName: 'Ann' })
  ann.sends(scene.vk.directChat(ann), 'hello')
  await expect.poll(() => textsOf(scene), PATIENT).toEqual(['hello'])
  expect(scene.channel.health().detail).toContain('history gone 1')
})

test('failed 3, everything is gone: begins anew, and keeps the new place', async () => {
  const scene = setScene()
  await scene.start()
  await polling(scene)
  scene.vk.community.longPoll.loseSession()
  await expect.poll(() => scene.log.join(), PATIENT).toContain('forgotten where we were')
  await polling(scene)
  const ann = scene.vk.person({ firstName: 'Ann' })
  ann.sends(scene.vk.directChat(ann), 'hello')
  await expect.poll(() => textsOf(scene), PATIENT).toEqual(['hello'])
  await expect.poll(() => scene.kept.get('220011001'), PATIENT).toBe('2')
})

test('a long poll that breaks is asked for again, at the same place, of another server', async () => {
  const scene = setScene()
  const ann = scene.vk.person({ firstName: 'Ann' })
  scene.vk.fail('a_check', { dropAfter: true })
  scene.vk.fail('a_check', { status: 502, body: '<html>Bad Gateway</html>' })
  await scene.start()
  ann.sends(scene.vk.directChat(ann), 'hello')
  await expect.poll(() => textsOf(scene), PATIENT).toEqual(['hello'])
  await expect.poll(() => scene.channel.health().state, PATIENT).toBe('ready')
  expect(scene.vk.calls.filter(({ method }) => method === 'groups.getLongPollServer')).toHaveLength(3)
})

test('while polls fail the account is not called ready, though VK still gives out servers', async () => {
  const scene = setScene()
  const fault = scene.vk.fail('a_check', { status: 502, body: 'Bad Gateway', times: Number.POSITIVE_INFINITY })
  await scene.start()
  await expect.poll(() => fault.hits, PATIENT).toBeGreaterThan(0)
  await expect.poll(() => scene.channel.health().state, PATIENT).toBe('degraded')
  // The next poll hangs: its server could be had, and nothing came from it.
  fault.clear()
  const hanging = scene.vk.fail('a_check', { hang: true })
  await expect.poll(() => hanging.hits, PATIENT).toBe(1)
  expect(scene.channel.health().state).toBe('degraded')
})

test('that polls work again is known without an event', async () => {
  const scene = setScene()
  scene.vk.fail('a_check', { dropBefore: true })
  await scene.start()
  await expect.poll(() => scene.log.join(), PATIENT).toContain('receiving again')
  await expect.poll(() => scene.channel.health().state, PATIENT).toBe('ready')
})

test('an event that cannot be understood is passed over and counted', async () => {
  const scene = setScene()
  await scene.start()
  await polling(scene)
  const { longPoll, id } = scene.vk.community
  longPoll.push({ type: 'message_new', event_id: 'odd', group_id: id, object: { message: { text: 5 } } })
  longPoll.push({ no: 'event' })
  const ann = scene.vk.person({ firstName: 'Ann' })
  ann.sends(scene.vk.directChat(ann), 'hello')
  await expect.poll(() => textsOf(scene), PATIENT).toEqual(['hello'])
  expect(scene.channel.health().detail).toContain('not understood 2')
  expect(scene.log.join()).toContain('could not be understood')
})

test('an event that comes twice has one key', async () => {
  const scene = setScene()
  await scene.start()
  await polling(scene)
  const ann = scene.vk.person({ firstName: 'Ann' })
  ann.sends(scene.vk.directChat(ann), 'hello')
  await expect.poll(() => scene.inbox.messages, PATIENT).toHaveLength(1)
  scene.vk.repeat()
  await expect.poll(() => scene.inbox.messages, PATIENT).toHaveLength(2)
  expect(new Set(scene.inbox.messages.map(({ dedupeKey }) => dedupeKey)).size).toBe(1)
})

test('what is not for a bot is counted and goes nowhere', async () => {
  const scene = setScene({ vk: { community: { longPoll: { events: ['wall_reply_new', 'message_new'] } } } })
  await scene.start()
  await polling(scene)
  const ann = scene.vk.person({ firstName: 'Ann' })
  ann.comments(scene.vk.community, 'nice post')
  ann.sends(scene.vk.directChat(ann), 'hello')
  await expect.poll(() => textsOf(scene), PATIENT).toEqual(['hello'])
  expect(scene.channel.health().detail).toContain('wall_comment 1')
})

test('a tap does not wait for the messages that came with it, and says when nothing became of it', async () => {
  const scene = setScene()
  const ann = scene.vk.person({ firstName: 'Ann', language: 'de' })
  const chat = scene.vk.directChat(ann)
  await scene.start()
  ann.sends(chat, 'hello')
  await expect.poll(() => scene.inbox.messages, PATIENT).toHaveLength(1)
  await scene.channel.notify(notice(refOf(chat), 'busy'))
  const [shown] = chat.fromBots
  if (shown === undefined) throw new Error('there is no notice')
  scene.inbox.down = true
  ann.sends(chat, 'waits for the store')
  const snackbar = await ann.taps(chat, shown, 'Cancel')
  expect(snackbar.text).toBe('tapFailed in de')
  expect(textsOf(scene)).toEqual(['hello'])
  scene.inbox.down = false
  await expect.poll(() => textsOf(scene), PATIENT).toEqual(['hello', 'waits for the store'])
})

test('of a message that did not fit into its event everything arrives', async () => {
  const scene = setScene()
  const ann = scene.vk.person({ firstName: 'Ann' })
  const chat = scene.vk.directChat(ann)
  const said = ['one', 'two', 'three', 'four', 'five', 'six'].map((text) => ann.sends(chat, text))
  await scene.start()
  ann.sends(chat, { text: 'my holidays', attachments: said.map(() => photo()) })
  ann.sends(chat, 'as I said', { forwarded: said })
  await expect.poll(() => textsOf(scene), PATIENT).toEqual(['my holidays', 'as I said'])
  expect(scene.inbox.messages.map(({ attachments, quote }) => [attachments.length, quote])).toEqual([
    [6, undefined],
    [0, 'one\n\ntwo\n\nthree\n\nfour\n\nfive\n\nsix'],
  ])
})

test('a message that cannot be had in full goes on as it came, in its turn, and that is logged', async () => {
  const scene = setScene()
  scene.vk.fail('messages.getByConversationMessageId', { hang: true })
  const ann = scene.vk.person({ firstName: 'Ann' })
  const chat = scene.vk.directChat(ann)
  await scene.start()
  ann.sends(chat, { text: 'my holidays', attachments: Array.from({ length: 6 }, () => photo()) })
  ann.sends(chat, 'and then?')
  await expect.poll(() => textsOf(scene), PATIENT).toEqual(['my holidays', 'and then?'])
  expect(scene.inbox.messages[0]?.attachments).toHaveLength(1)
  expect(scene.log.join()).toContain('some of what it carries is missing')
  expect(scene.channel.health().detail).toContain('cropped 1')
})

test('an answer to a tap that does not get through is sent again, while the person waits for it', async () => {
  const scene = setScene({ breaks: ['event.twice'] })
  const ann = scene.vk.person({ firstName: 'Ann' })
  const chat = scene.vk.directChat(ann)
  await scene.start()
  await scene.channel.notify(notice(refOf(chat), 'busy'))
  const [shown] = chat.fromBots
  if (shown === undefined) throw new Error('there is no notice')
  for (const fault of [{ dropBefore: true }, { dropAfter: true }, { code: 10 }, { status: 502, body: 'Bad Gateway' }]) {
    scene.vk.fail('messages.sendMessageEventAnswer', fault)
    expect((await ann.taps(chat, shown, 'Cancel')).text).toBe('it is done')
  }
  scene.vk.fail('messages.sendMessageEventAnswer', { code: 15 })
  ann.taps(chat, shown, 'Cancel').catch(() => {})
  await expect.poll(() => scene.log.join(), PATIENT).toContain('a tap could not be answered')
})

test('an edit names its message', async () => {
  const scene = setScene()
  await scene.start()
  const ann = scene.vk.person({ firstName: 'Ann' })
  const chat = scene.vk.directChat(ann)
  const message = ann.sends(chat, 'tipo')
  ann.edits(chat, message, 'typo')
  await expect.poll(() => scene.inbox.edits, PATIENT).toEqual([`${chat.peerId} ${chat.peerId}/${message.cmid} typo`])
})
