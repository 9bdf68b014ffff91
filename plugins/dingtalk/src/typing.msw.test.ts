import { expect, test } from 'vitest'
import { eventually, type Scene, setScene } from './testing/scene.ts'

async function spokenTo(scene: Scene) {
  await scene.start()
  const { message } = scene.ann.says(scene.chat, 'hello')
  await eventually(() => scene.inbox.messages.length).toBe(1)
  return message
}

test('the message that is worked on bears a label once, until the work ends', async () => {
  const scene = await setScene()
  const question = await spokenTo(scene)
  await scene.channel.typing?.(scene.ref, true, question.id)
  await scene.channel.typing?.(scene.ref, true, question.id)
  expect(question.emotions).toEqual(['thinking in en'])
  expect(scene.dingtalk.calls.filter(({ endpoint }) => endpoint === 'emotionReply')).toHaveLength(1)
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
