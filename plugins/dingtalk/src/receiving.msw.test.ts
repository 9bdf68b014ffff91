import { expect, test } from 'vitest'
import { notice } from '../../../test/channels/samples.ts'
import { eventually, setScene } from './testing/scene.ts'

test('a message is confirmed when it is durable, with where its chat is', async () => {
  const scene = await setScene()
  await scene.start()
  scene.state.chats.down = true
  const { push } = scene.ann.says(scene.chat, 'hello')
  await eventually(() => scene.log.filter((line) => line.includes('could not be made durable')).length).toBeGreaterThan(
    0,
  )
  expect(push?.acks).toBe(0)
  scene.state.chats.down = false
  await eventually(() => push?.acks).toBe(1)
  expect([...scene.state.chats.entries.keys()]).toEqual([`dingtalk:default:direct:${scene.ann.id}`])
})

test('messages of one chat wait for each other, those of others do not, and taps wait for none', async () => {
  const scene = await setScene()
  await scene.start()
  await scene.channel.notify(notice(scene.ref, 'busy'))
  const release = scene.inbox.hold()
  const first = scene.ann.says(scene.chat, 'one')
  release()
  await eventually(() => first.push?.acks).toBe(1)
  const [button] = scene.chat.fromBot
  if (button === undefined) throw new Error('there is no notice')
  await scene.ann.taps(button, 'Cancel')
  await eventually(() => scene.inbox.taps).toMatchObject([
    { action: 'cancel', token: 'c.t..m', person: { id: scene.ann.id } },
  ])
  expect(scene.inbox.messages.map(({ text }) => text)).toEqual(['one'])
})

test('a button is understood after a restart, and by nobody’s code it is unknown', async () => {
  const scene = await setScene()
  await scene.start()
  await scene.channel.notify(notice(scene.ref, 'busy'))
  scene.stop()
  await scene.dingtalk.connected(0)
  const again = scene.again()
  await again.start()
  const [shown] = scene.chat.fromBot
  if (shown === undefined) throw new Error('there is no notice')
  await scene.ann.taps(shown, 'Cancel')
  scene.ann.says(scene.chat, '/cancel #zzzzzzzz')
  await eventually(() => again.inbox.taps.map(({ action, token }) => [action, token])).toEqual([
    ['cancel', 'c.t..m'],
    ['', ''],
  ])
  expect(again.inbox.messages).toEqual([])
})

test('a code under the word of another action does not do what the code stands for', async () => {
  const scene = await setScene()
  await scene.start()
  await scene.channel.notify(notice(scene.ref, 'busy'))
  const [shown] = scene.chat.fromBot
  if (shown === undefined) throw new Error('there is no notice')
  await scene.ann.taps(shown, 'Cancel')
  await eventually(() => scene.inbox.taps.map(({ token }) => token)).toEqual(['c.t..m'])
  const code = /#[a-z2-7]{8}/u.exec(scene.chat.messages.map(({ text }) => text).join(' '))?.[0]
  expect(code).toBeDefined()
  scene.ann.says(scene.chat, `/wait ${code}`)
  scene.ann.says(scene.chat, `/choose Allow ${code}`)
  await eventually(() => scene.inbox.taps.slice(1).map(({ action, token }) => [action, token])).toEqual([
    ['', ''],
    ['', ''],
  ])
  expect(scene.inbox.messages).toEqual([])
})

test('a press that calls back is answered in time, also when its decision takes longer', async () => {
  const scene = await setScene({ account: { cardButtons: 'callback' } })
  await scene.start()
  await scene.channel.notify(notice(scene.ref, 'busy'))
  const [shown] = scene.chat.fromBot
  if (shown === undefined) throw new Error('there is no notice')
  const release = scene.inbox.hold()
  await scene.ann.taps(shown, 'Cancel')
  expect(scene.inbox.taps).toEqual([])
  release()
  await eventually(() => scene.inbox.taps).toMatchObject([{ action: 'cancel', token: 'c.t..m', noticeId: 'n1' }])
  await eventually(() => scene.chat.last?.text).toBe('it is done')
})

test('wrong credentials are named, and the start does not wait for them', async () => {
  const scene = await setScene({ account: { clientSecret: 'sesame-sesame-sesame' } })
  await scene.start()
  expect(scene.channel.health()).toMatchObject({
    state: 'failed',
    detail: expect.stringMatching(/Client ID and Secret/),
  })
  expect(scene.log.join()).not.toContain('sesame-sesame')
})

test('two accounts of one app are refused in one process', async () => {
  const scene = await setScene()
  await scene.start()
  await expect(scene.again().start()).rejects.toThrow(/same client id/)
})

test('health says what DingTalk does not deliver', async () => {
  const scene = await setScene()
  await scene.start()
  expect(scene.channel.health()).toEqual({ state: 'ready', detail: expect.stringMatching(/mention the robot/) })
})
