import type { Clock } from '@holdline/bridge'
import { expect, test } from 'vitest'
import { answer } from '../../../test/channels/samples.ts'
import { LIMITS } from '../../../test/platforms/dingtalk/limits.ts'
import { systemClock } from '../../../test/platforms/kit/clock.ts'
import { QPS_PAUSE_MS, TOKEN_MARGIN_MS, WEBHOOK_PAUSE_MS } from './limits.ts'
import { callsOf, eventually, refOf, setScene, spokenTo } from './testing/scene.ts'

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

test('what was sent is sent, whatever else the answer says', async () => {
  const scene = await setScene()
  await scene.start()
  const odd = ['{"processQueryKey":"q1","invalidStaffIdList":null,"flowControlledStaffIdList":null}', '[]']
  for (const body of odd) {
    scene.dingtalk.fail('batchSend', { status: 200, body })
    await expect(scene.channel.send(answer(scene.ref, 'a')), body).resolves.toBeDefined()
  }
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
