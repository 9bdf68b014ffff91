import type { Clock } from '@holdline/bridge'
import { expect, test } from 'vitest'
import { answer, notice } from '../../../test/channels/samples.ts'
import { LIMITS } from '../../../test/platforms/dingtalk/limits.ts'
import { systemClock } from '../../../test/platforms/kit/clock.ts'
import { CARDS_PAUSE_MS, QPS_PAUSE_MS, TOKEN_MARGIN_MS, WEBHOOK_PAUSE_MS } from './limits.ts'
import { eventually, refOf, type Scene, setScene } from './testing/scene.ts'

const callsOf = ({ dingtalk }: Scene, endpoint: string) => dingtalk.calls.filter((call) => call.endpoint === endpoint)

/** Ann has written, and her message can be answered. */
async function spokenTo(scene: Scene, text = 'hello') {
  await scene.start()
  const { message } = scene.ann.says(scene.chat, text)
  await eventually(() => scene.inbox.messages.length).toBe(1)
  return message
}

test('an answer goes by the webhook of its question, without any permission', async () => {
  const scene = await setScene({ dingtalk: { app: { permissions: [] } } })
  const question = await spokenTo(scene)
  await scene.channel.send(answer(scene.ref, '**bold** and <b>', { replyTo: question.id }))
  expect(scene.chat.last).toMatchObject({
    text: 'bold and <b>',
    title: 'bold and <b>',
    replyTo: question.id,
    shapes: [{ type: 'bold', text: 'bold' }],
  })
})

test('an answer names its question when the chat has gone on, and a button’s message is no talk', async () => {
  const scene = await setScene()
  const first = await spokenTo(scene, 'what is up?')
  scene.ann.says(scene.chat, '/wait #abcdefgh')
  await eventually(() => scene.inbox.taps.length).toBe(1)
  await scene.channel.send(answer(scene.ref, 'one', { replyTo: first.id }))
  scene.ann.says(scene.chat, 'and?')
  await eventually(() => scene.inbox.messages.length).toBe(2)
  await scene.channel.send(answer(scene.ref, 'two', { replyTo: first.id }))
  const texts = scene.chat.fromBot.map(({ text }) => text).filter((text) => !text.startsWith('it is'))
  expect(texts).toEqual(['one', 'what is up?\n\ntwo'])
})

test('who waits is notified in a group, and only there', async () => {
  const scene = await setScene()
  await scene.start()
  const group = scene.dingtalk.group([scene.ann])
  scene.ann.says(group, 'hello')
  await eventually(() => scene.inbox.messages.length).toBe(1)
  const guest = { id: '$:LWCP_v1:$guest', name: 'Guest' }
  await scene.channel.send(
    answer(refOf(group, scene.ann), 'done', { mention: [{ id: scene.ann.id, name: 'Ann' }, guest] }),
  )
  expect(group.last).toMatchObject({ text: `done\n\n@${scene.ann.id} @Guest`, at: [scene.ann.id] })
  scene.ann.says(scene.chat, 'hello')
  await eventually(() => scene.inbox.messages.length).toBe(2)
  await scene.channel.send(answer(scene.ref, 'done', { mention: [{ id: scene.ann.id, name: 'Ann' }] }))
  expect(scene.chat.last).toMatchObject({ text: 'done', at: [] })
})

test('over its budget, and after “too fast”, a chat is answered by the robot API', async () => {
  const scene = await setScene()
  await spokenTo(scene)
  for (let number = 0; number < 20; number += 1) await scene.channel.send(answer(scene.ref, `a${number}`))
  await scene.channel.send(answer(scene.ref, 'over'))
  expect(scene.chat.last).toMatchObject({ text: 'over', way: 'api' })
  scene.stop()
  const again = scene.again()
  await again.start()
  scene.dingtalk.fail('sendBySession', { errcode: 130101 })
  for (const text of ['one', 'two']) await again.channel.send(answer(scene.ref, text))
  expect(scene.chat.fromBot.slice(-2).map(({ way }) => way)).toEqual(['api', 'api'])
  expect(callsOf(scene, 'sendBySession')).toHaveLength(21)
})

test('when neither way is there, the core is told to try again', async () => {
  const scene = await setScene({ dingtalk: { app: { permissions: [] } } })
  await scene.start()
  await expect(scene.channel.send(answer(scene.ref, 'a'))).rejects.toMatchObject({ effect: 'retry' })
  expect(scene.channel.health().detail).toMatch(/may not send by itself/)
})

test('an answer without a way out leaves by the fresh webhook when its chat writes again', async () => {
  const scene = await setScene({ dingtalk: { app: { permissions: [] } } })
  const question = await spokenTo(scene, 'the first')
  scene.dingtalk.expireWebhooks()
  const late = answer(scene.ref, 'late but here', { replyTo: question.id })
  // Without a pause of the platform's: what comes from the chat ends the core's own.
  await expect(scene.channel.send(late)).rejects.toMatchObject({ effect: 'retry', retryAfterMs: undefined })
  const { message: next } = scene.ann.says(scene.chat, 'the second')
  await eventually(() => scene.inbox.messages.length).toBe(2)
  await scene.channel.send(late)
  expect(scene.chat.last).toMatchObject({ text: 'the first\n\nlate but here', way: 'webhook', replyTo: next.id })
})

test('somebody whom the robot API does not know cannot be written to', async () => {
  const scene = await setScene()
  await scene.start()
  const stranger = { ...scene.ref, chat: 'nobody' }
  await expect(scene.channel.send(answer(stranger, 'a'))).rejects.toMatchObject({ effect: 'blocked' })
})

test('somebody from outside is not asked for at the robot API, which does not know them', async () => {
  const scene = await setScene()
  await scene.start()
  const guest = scene.dingtalk.person({ nick: 'Guest', staffId: null })
  const chat = scene.dingtalk.directChat(guest)
  guest.says(chat, 'hello')
  await eventually(() => scene.inbox.messages.length).toBe(1)
  await scene.channel.send(answer(refOf(chat, guest), 'by webhook'))
  expect(chat.last?.text).toBe('by webhook')
  scene.dingtalk.expireWebhooks()
  await expect(scene.channel.send(answer(refOf(chat, guest), 'too late'))).rejects.toMatchObject({ effect: 'retry' })
  expect(callsOf(scene, 'batchSend')).toEqual([])
})

test('somebody who gets too much just now is written to later', async () => {
  const scene = await setScene()
  await scene.start()
  scene.dingtalk.fail('batchSend', { status: 200, body: '{"flowControlledStaffIdList":["ann"]}' })
  await expect(scene.channel.send(answer(scene.ref, 'a'))).rejects.toMatchObject({ effect: 'retry' })
})

test('a webhook that DingTalk refuses altogether is followed by the robot API', async () => {
  const scene = await setScene()
  await spokenTo(scene)
  scene.dingtalk.fail('sendBySession', { status: 404 })
  await scene.channel.send(answer(scene.ref, 'a'))
  expect(scene.chat.last).toMatchObject({ text: 'a', way: 'api' })
})

test('a webhook that is only too busy is waited for, where the robot API is not permitted', async () => {
  const scene = await setScene({ dingtalk: { app: { permissions: [] } } })
  await spokenTo(scene)
  scene.dingtalk.fail('sendBySession', { errcode: 130101 })
  await expect(scene.channel.send(answer(scene.ref, 'a'))).rejects.toMatchObject({
    effect: 'retry',
    retryAfterMs: WEBHOOK_PAUSE_MS,
  })
})

test('a webhook that leads elsewhere is not called', async () => {
  const scene = await setScene({ account: { oapiRoot: undefined } })
  await spokenTo(scene)
  await scene.channel.send(answer(scene.ref, 'a'))
  expect(scene.chat.last?.way).toBe('api')
  expect(callsOf(scene, 'sendBySession')).toEqual([])
})

test('an answer goes by the robot that its question came to', async () => {
  const scene = await setScene({ account: { robotCode: 'another-robot-of-the-app' } })
  await spokenTo(scene)
  scene.dingtalk.expireWebhooks()
  await scene.channel.send(answer(scene.ref, 'a'))
  expect(scene.chat.last).toMatchObject({ text: 'a', way: 'api' })
})

test('after “QpsLimit” the robot API is left alone for as long as it asks', async () => {
  const pauses: number[] = []
  const clock: Clock = {
    now: () => 0,
    after(delayMs, run) {
      if (delayMs !== QPS_PAUSE_MS) return systemClock.after(delayMs, run)
      pauses.push(delayMs)
      const timer = setImmediate(run)
      return () => clearImmediate(timer)
    },
  }
  const scene = await setScene({ clock })
  await scene.start()
  scene.dingtalk.fail('batchSend', { status: 403, code: 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi' })
  const late = answer(scene.ref, 'a')
  await expect(scene.channel.send(late)).rejects.toMatchObject({ effect: 'retry', retryAfterMs: QPS_PAUSE_MS })
  expect(pauses).toEqual([])
  await scene.channel.send(late)
  expect(pauses).toEqual([QPS_PAUSE_MS])
  expect(scene.chat.last?.text).toBe('a')
})

test('many calls at once ask for one token', async () => {
  const scene = await setScene()
  await scene.start()
  await Promise.all(['a', 'b', 'c'].map((text) => scene.channel.send(answer(scene.ref, text))))
  expect(callsOf(scene, 'accessToken')).toHaveLength(1)
})

test('a token that DingTalk does not take any more is renewed once, and the call made again', async () => {
  const scene = await setScene()
  await scene.start()
  await scene.channel.send(answer(scene.ref, 'a'))
  scene.dingtalk.revokeTokens()
  await Promise.all(['b', 'c'].map((text) => scene.channel.send(answer(scene.ref, text))))
  expect(scene.chat.fromBot).toHaveLength(3)
  expect(callsOf(scene, 'accessToken')).toHaveLength(2)
  scene.dingtalk.fail('batchSend', { status: 401, code: 'InvalidAuthentication', times: 2 })
  await expect(scene.channel.send(answer(scene.ref, 'd'))).rejects.toMatchObject({ effect: 'retry' })
  expect(callsOf(scene, 'accessToken')).toHaveLength(3)
})

test('a token is renewed before it ends', async () => {
  let later = 0
  const clock = { now: () => systemClock.now() + later, after: systemClock.after }
  const scene = await setScene({ clock })
  await scene.start()
  await scene.channel.send(answer(scene.ref, 'a'))
  later = LIMITS.tokenMs - TOKEN_MARGIN_MS - 60_000
  await scene.channel.send(answer(scene.ref, 'b'))
  expect(callsOf(scene, 'accessToken')).toHaveLength(1)
  later = LIMITS.tokenMs - TOKEN_MARGIN_MS + 60_000
  await scene.channel.send(answer(scene.ref, 'c'))
  expect(callsOf(scene, 'accessToken')).toHaveLength(2)
})

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

test('what was sent is sent, whatever else the answer says', async () => {
  const scene = await setScene()
  await scene.start()
  const odd = ['{"processQueryKey":"q1","invalidStaffIdList":null,"flowControlledStaffIdList":null}', '[]']
  for (const body of odd) {
    scene.dingtalk.fail('batchSend', { status: 200, body })
    await expect(scene.channel.send(answer(scene.ref, 'a')), body).resolves.toBeDefined()
  }
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

test('what a file is opened with is a code; a file that is too large is not taken', async () => {
  const scene = await setScene({ account: { mediaMaxMb: 0.00001 } })
  await scene.start()
  scene.dingtalk.addFile('small', new Uint8Array([1, 2, 3]))
  scene.dingtalk.addFile('large', new Uint8Array(1000))
  const open = (code: string) => scene.channel.openAttachment?.({ code }, new AbortController().signal)
  await expect(open('small')).resolves.toEqual(new Uint8Array([1, 2, 3]))
  await expect(open('large')).rejects.toThrow(/larger than/)
  await expect(open('gone')).rejects.toMatchObject({ kind: 'refused' })
})

test('a file is opened by the robot that it was sent to', async () => {
  const scene = await setScene({ account: { robotCode: 'another-robot-of-the-app' } })
  await scene.start()
  scene.dingtalk.addFile('sent', new Uint8Array([1, 2, 3]))
  const ref = { code: 'sent', robotCode: scene.dingtalk.app.robotCode }
  await expect(scene.channel.openAttachment?.(ref, new AbortController().signal)).resolves.toHaveLength(3)
})

test('an answer carries buttons, by webhook and by the API, however many', async () => {
  const scene = await setScene()
  await spokenTo(scene)
  const choice = (label: string) => ({ label, style: 'secondary', token: `h.${label}` }) as const
  const buttons = [choice('Yes'), { label: 'Docs', style: 'primary', url: 'https://e.example' }, choice('No')] as const
  await scene.channel.send(answer(scene.ref, 'Shall **I**?', { buttons }))
  expect(scene.chat.last).toMatchObject({ text: 'Shall I?', way: 'webhook' })
  expect(scene.chat.last?.buttons.map(({ label }) => label)).toEqual(['Yes', 'Docs', 'No'])
  if (scene.chat.last !== undefined) await scene.ann.taps(scene.chat.last, 'No')
  await eventually(() => scene.inbox.taps).toMatchObject([{ action: '', token: 'h.No' }])
  scene.dingtalk.expireWebhooks()
  await scene.channel.send(answer(scene.ref, 'Which?', { buttons: ['1', '2', '3', '4', '5', '6'].map(choice) }))
  expect(scene.chat.last).toMatchObject({ text: 'Which?\n\n1\n\n2\n\n3\n\n4\n\n5\n\n6', way: 'api' })
  expect(scene.chat.last?.shapes.filter(({ type }) => type === 'link')).toHaveLength(6)
})

test('a button that would act in the name of whoever taps it is left out', async () => {
  const scene = await setScene()
  await spokenTo(scene)
  const url = 'dtmd://dingtalkclient/sendMessage?content=%2Fnew'
  await scene.channel.send(answer(scene.ref, 'Free coffee', { buttons: [{ label: 'Get it', style: 'primary', url }] }))
  expect(scene.chat.last).toMatchObject({ text: 'Free coffee', buttons: [] })
})
