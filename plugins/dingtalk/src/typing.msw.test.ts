import type { Clock } from '@holdline/bridge'
import { expect, test } from 'vitest'
import { answer } from '../../../test/channels/samples.ts'
import { systemClock } from '../../../test/platforms/kit/clock.ts'
import { EMOTION_RETRY_MS, EMOTION_TRIES } from './limits.ts'
import { callsOf, eventually, setScene, spokenTo } from './testing/scene.ts'

test('the message that is worked on bears a label once, until the work ends', async () => {
  const scene = await setScene()
  const question = await spokenTo(scene)
  await scene.channel.typing?.(scene.ref, true, question.id)
  await scene.channel.typing?.(scene.ref, true, question.id)
  expect(question.emotions).toEqual(['thinking in en'])
  expect(callsOf(scene, 'emotionReply')).toHaveLength(1)
  expect(scene.state.emotions.entries.size).toBe(1)
  await scene.channel.typing?.(scene.ref, false)
  expect(question.emotions).toEqual([])
  expect(scene.state.emotions.entries.size).toBe(0)
})

test('a label that a crash has left is taken off at the next start', async () => {
  const scene = await setScene()
  const question = await spokenTo(scene)
  await scene.channel.typing?.(scene.ref, true, question.id)
  scene.stop()
  const again = scene.again()
  await again.start()
  await eventually(() => question.emotions).toEqual([])
  await eventually(() => scene.state.emotions.entries.size).toBe(0)
})

test('a turn that goes on after a restart keeps its label, also when it begins before the channel', async () => {
  const scene = await setScene()
  const question = await spokenTo(scene)
  await scene.channel.typing?.(scene.ref, true, question.id)
  scene.stop()
  const again = scene.again()
  await again.channel.typing?.(scene.ref, true, question.id)
  await again.start()
  expect(question.emotions).toHaveLength(1)
  await again.channel.typing?.(scene.ref, false)
  expect(question.emotions).toEqual([])
  const calls = scene.dingtalk.calls
    .filter(({ endpoint }) => endpoint.startsWith('emotion'))
    .map((call) => call.endpoint)
  expect(calls).toEqual(['emotionReply', 'emotionRecall'])
})

test('a label that is put on again while the old one is taken off comes after it', async () => {
  const scene = await setScene()
  const question = await spokenTo(scene)
  await scene.channel.typing?.(scene.ref, true, question.id)
  scene.stop()
  const again = scene.again()
  scene.dingtalk.fail('emotionRecall', { delayMs: 500 })
  await again.start()
  await again.channel.typing?.(scene.ref, true, question.id)
  await scene.dingtalk.waitForCall('emotionRecall')
  const endpoints = scene.dingtalk.calls.map(({ endpoint }) => endpoint).filter((name) => name.startsWith('emotion'))
  expect(endpoints).toEqual(['emotionReply', 'emotionRecall', 'emotionReply'])
  expect(question.emotions).toHaveLength(1)
  expect(scene.state.emotions.entries.size, 'a crash leaves nothing').toBe(1)
})

/** Time in which what is tried again waits for the test. */
function retries() {
  const later: (() => void)[] = []
  const clock: Clock = {
    now: systemClock.now,
    after(delayMs, run) {
      if (delayMs !== EMOTION_RETRY_MS) return systemClock.after(delayMs, run)
      later.push(run)
      return () => {}
    },
  }
  return { later, clock }
}

test('a label that cannot be taken off is given up at some time, and at once where that is hopeless', async () => {
  const { later, clock } = retries()
  const scene = await setScene({ clock })
  const question = await spokenTo(scene)
  const recalls = () => callsOf(scene, 'emotionRecall').length
  await scene.channel.typing?.(scene.ref, true, question.id)
  scene.dingtalk.fail('emotionRecall', { status: 500, times: EMOTION_TRIES })
  await scene.channel.typing?.(scene.ref, false)
  for (let tries = 1; tries < EMOTION_TRIES; tries += 1) {
    await eventually(() => later).toHaveLength(1)
    expect(scene.state.emotions.entries.size).toBe(1)
    later.shift()?.()
  }
  await eventually(() => scene.state.emotions.entries.size).toBe(0)
  expect(recalls()).toBe(EMOTION_TRIES)

  await scene.channel.typing?.(scene.ref, true, question.id)
  scene.dingtalk.fail('emotionRecall', { status: 400, code: 'param.error' })
  await scene.channel.typing?.(scene.ref, false)
  expect(scene.state.emotions.entries.size).toBe(0)
  expect(later).toEqual([])
})

test('a label whose work is over before it could be kept is not put on', async () => {
  const scene = await setScene()
  const question = await spokenTo(scene)
  const { emotions } = scene.state
  const [begun, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const set = emotions.set.bind(emotions)
  emotions.set = async (key, value) => {
    begun.resolve()
    await gate.promise
    await set(key, value)
  }
  const putting = scene.channel.typing?.(scene.ref, true, question.id)
  await begun.promise
  await scene.channel.typing?.(scene.ref, false)
  gate.resolve()
  await putting
  expect(callsOf(scene, 'emotionReply')).toEqual([])
  expect(emotions.entries.size).toBe(0)
})

test('a label that could not be taken off is tried again, unless its message is worked on again', async () => {
  const { later, clock } = retries()
  const scene = await setScene({ clock })
  const question = await spokenTo(scene)
  const recalls = () => callsOf(scene, 'emotionRecall').length
  for (const _ of [1, 2]) {
    await scene.channel.typing?.(scene.ref, true, question.id)
    scene.dingtalk.fail('emotionRecall', { status: 500 })
    await scene.channel.typing?.(scene.ref, false)
    expect(question.emotions).toHaveLength(1)
  }
  await scene.channel.typing?.(scene.ref, true, question.id)
  // What is wanted again stays: this does nothing.
  later.shift()?.()
  await scene.channel.send(answer(scene.ref, 'meanwhile'))
  expect(question.emotions).toHaveLength(1)
  scene.dingtalk.fail('emotionRecall', { status: 500 })
  await scene.channel.typing?.(scene.ref, false)
  later.pop()?.()
  await eventually(() => question.emotions).toEqual([])
  await eventually(() => scene.state.emotions.entries.size).toBe(0)
  expect(recalls()).toBe(4)
})

test('a label that could not be kept is not put on, and is tried again', async () => {
  const scene = await setScene()
  const question = await spokenTo(scene)
  scene.state.emotions.down = true
  await expect(scene.channel.typing?.(scene.ref, true, question.id)).rejects.toThrow(/store/)
  expect(question.emotions).toEqual([])
  scene.state.emotions.down = false
  await scene.channel.typing?.(scene.ref, true, question.id)
  expect(question.emotions).toHaveLength(1)
})

test('a refused label is told and forgotten; one whose answer got lost is taken off all the same', async () => {
  const scene = await setScene()
  const question = await spokenTo(scene)
  scene.dingtalk.fail('emotionReply', { status: 403, code: 'Forbidden.AccessDenied' })
  await expect(scene.channel.typing?.(scene.ref, true, question.id)).rejects.toMatchObject({ effect: 'retry' })
  expect(scene.state.emotions.entries.size).toBe(0)
  scene.dingtalk.fail('emotionReply', { dropAfter: true })
  await expect(scene.channel.typing?.(scene.ref, true, question.id)).rejects.toMatchObject({ effect: 'unknown' })
  expect(question.emotions).toHaveLength(1)
  await scene.channel.typing?.(scene.ref, false)
  expect(question.emotions).toEqual([])
})

test('a chat that nothing was ever heard of has no message to put a label on', async () => {
  const scene = await setScene()
  await scene.start()
  await expect(scene.channel.typing?.(scene.ref, true)).rejects.toMatchObject({ effect: 'rejected' })
})
