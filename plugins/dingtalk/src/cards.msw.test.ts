import { expect, test } from 'vitest'
import { notice } from '../../../test/channels/samples.ts'
import { systemClock } from '../../../test/platforms/kit/clock.ts'
import { CARDS_PAUSE_MS } from './limits.ts'
import { callsOf, setScene, spokenTo } from './testing/scene.ts'

test('a card is changed by its values, and not at all when nothing changed', async () => {
  const scene = await setScene()
  await scene.start()
  const first = await scene.channel.notify(notice(scene.ref, 'busy *now*'))
  expect(await scene.channel.edit?.(first, notice(scene.ref, 'busy *now*', { revision: 2 }))).toEqual(first)
  expect(callsOf(scene, 'cardUpdate')).toEqual([])
  const stored = JSON.parse(JSON.stringify(first))
  await scene.channel.edit?.(stored, notice(scene.ref, 'over', { revision: 3, state: 'closed', buttons: [] }))
  expect(scene.chat.fromBot).toHaveLength(1)
  expect(scene.chat.last).toMatchObject({ text: 'over', buttons: [], way: 'card' })
  expect(callsOf(scene, 'cardUpdate')[0]?.body.cardUpdateOptions).toEqual({ updateCardDataByKey: true })
})

test('a card whose answer got lost is found again, also by another life', async () => {
  const scene = await setScene()
  await scene.start()
  scene.dingtalk.fail('cardCreateAndDeliver', { dropAfter: true })
  await expect(scene.channel.notify(notice(scene.ref, 'busy'))).rejects.toMatchObject({ effect: 'unknown' })
  scene.stop()
  const again = scene.again()
  await again.start()
  await again.channel.notify(notice(scene.ref, 'over', { revision: 2, state: 'closed', buttons: [] }))
  expect(scene.chat.fromBot).toMatchObject([{ text: 'over', buttons: [] }])
})

test('without the permission for cards a notice is a message, its end another, and nothing comes between', async () => {
  const scene = await setScene({ dingtalk: { app: { permissions: ['robot'] } } })
  await spokenTo(scene)
  expect(scene.channel.capabilities.edit).toBe(true)
  const ref = await scene.channel.notify(notice(scene.ref, 'busy'))
  expect(scene.channel.capabilities.edit).toBe(false)
  expect(scene.chat.last).toMatchObject({ way: 'webhook', buttons: [{ label: 'Cancel' }] })
  expect(await scene.channel.edit?.(ref, notice(scene.ref, 'still busy', { revision: 2 }))).toEqual(ref)
  const closed = notice(scene.ref, 'over', { revision: 3, state: 'closed', buttons: [] })
  const end = await scene.channel.edit?.(ref, closed)
  await scene.channel.edit?.(end ?? null, { ...closed, revision: 4 })
  expect(scene.chat.fromBot.map(({ text }) => text)).toEqual(['busy', 'over'])
  expect(scene.channel.health().detail).toMatch(/cards are not available/)
})

test('what never changes is an ordinary reply, and no card', async () => {
  const scene = await setScene()
  const question = await spokenTo(scene)
  const said = { state: 'closed', kind: 'info', buttons: [], replyTo: question.id } as const
  await scene.channel.notify(notice(scene.ref, 'it is *so*', said))
  expect(scene.chat.last).toMatchObject({ text: 'it is *so*', way: 'webhook', replyTo: question.id })
  expect(callsOf(scene, 'cardCreateAndDeliver')).toEqual([])
})

test('a template that is gone is noticed once, and tried again later', async () => {
  let later = 0
  const clock = { now: () => systemClock.now() + later, after: systemClock.after }
  const scene = await setScene({ clock })
  scene.dingtalk.templates.clear()
  await scene.channel.notify(notice(scene.ref, 'one', { noticeId: 'n1' }))
  await scene.channel.notify(notice(scene.ref, 'two', { noticeId: 'n2' }))
  expect(callsOf(scene, 'cardCreateAndDeliver')).toHaveLength(1)
  expect(scene.chat.fromBot.map(({ way }) => way)).toEqual(['api', 'api'])
  scene.dingtalk.templates.add('382e4302-551d-4880-bf29-a30acfab2e71.schema')
  later = CARDS_PAUSE_MS
  await scene.channel.notify(notice(scene.ref, 'three', { noticeId: 'n3' }))
  expect(scene.chat.last?.way).toBe('card')
})

test('a card is in the store before it is sent, also when the store was away before', async () => {
  const scene = await setScene()
  await scene.start()
  scene.state.cards.down = true
  await expect(scene.channel.notify(notice(scene.ref, 'busy'))).rejects.toThrow(/store/)
  expect(callsOf(scene, 'cardCreateAndDeliver')).toEqual([])
  scene.state.cards.down = false
  await scene.channel.notify(notice(scene.ref, 'busy'))
  expect(scene.chat.last?.way).toBe('card')
  expect(scene.state.cards.entries.size).toBe(1)
})

test('a chat that takes no card gets messages, and the others keep their cards', async () => {
  const scene = await setScene()
  await scene.start()
  const left = { ...scene.ref, chat: 'left-the-organisation' }
  await expect(scene.channel.notify(notice(left, 'for nobody'))).rejects.toMatchObject({ effect: 'blocked' })
  expect(scene.state.cards.entries.size).toBe(0)
  await expect(scene.channel.notify(notice(left, 'again'))).rejects.toMatchObject({ effect: 'blocked' })
  expect(callsOf(scene, 'cardCreateAndDeliver'), 'it is believed for a while').toHaveLength(1)
  await scene.channel.notify(notice(scene.ref, 'for Ann', { noticeId: 'n2' }))
  expect(scene.chat.last).toMatchObject({ text: 'for Ann', way: 'card' })
  expect(scene.channel.capabilities.edit).toBe(true)
})

test('after “QpsLimit” a card is changed when its time has come', async () => {
  const scene = await setScene()
  await scene.start()
  const ref = (await scene.channel.notify(notice(scene.ref, 'busy'))) ?? null
  scene.dingtalk.fail('cardUpdate', { status: 403, code: 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi' })
  const over = notice(scene.ref, 'over', { revision: 2, state: 'closed', buttons: [] })
  const from = Date.now()
  await expect(scene.channel.edit?.(ref, over)).rejects.toMatchObject({ effect: 'retry', retryAfterMs: 2000 })
  await scene.channel.edit?.(ref, over)
  expect(Date.now() - from).toBeGreaterThanOrEqual(2000)
  expect(scene.chat.fromBot).toMatchObject([{ text: 'over', buttons: [] }])
})

test('what replaces a notice whose card is gone is a card of its own', async () => {
  const scene = await setScene()
  await scene.start()
  await scene.channel.notify(notice(scene.ref, 'one'))
  await scene.channel.notify(notice(scene.ref, 'two', { copy: 1 }))
  expect(scene.chat.fromBot.map(({ text }) => text)).toEqual(['one', 'two'])
})

test('a card that is gone is told, so that the core shows another', async () => {
  const scene = await setScene()
  await scene.start()
  const gone = notice(scene.ref, 'busy', { revision: 2 })
  await expect(scene.channel.edit?.({ card: 'unknown', shown: '' }, gone)).rejects.toMatchObject({ effect: 'gone' })
  await expect(scene.channel.edit?.('no handle', gone)).rejects.toMatchObject({ effect: 'gone' })
  expect(scene.state.cards.entries.size, 'it is not out any more').toBe(0)
})
