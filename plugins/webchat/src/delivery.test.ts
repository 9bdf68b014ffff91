import { ChannelError } from '@holdline/bridge'
import { expect, onTestFinished, test } from 'vitest'
import { logScope } from './event-log.ts'
import { sampleNotice, sampleReply } from './testing/samples.ts'
import { startWebchat } from './testing/webchat-server.ts'

async function start(log?: Awaited<ReturnType<typeof startWebchat>>['log']) {
  const server = await startWebchat(log && { log })
  onTestFinished(() => server.close())
  const entries = () => server.log.entries(logScope('default', 'c'))
  return { ...server, entries }
}

test('an answer that is sent again is in the chat once, where it was', async () => {
  const { webchat, entries } = await start()
  await webchat.send(sampleReply('c', 'a1', 'hi'))
  await webchat.notify(sampleNotice('c', 'n1', 1))
  await webchat.send(sampleReply('c', 'a1', 'hi'))
  expect(entries().map(({ id, subject }) => [id, subject])).toEqual([
    [1, 'a1'],
    [2, 'n1'],
  ])
})

test('an answer whose process was killed before it knew is not written again by the next one', async () => {
  const first = await start()
  await first.webchat.send(sampleReply('c', 'a1', 'hi'))
  const next = await start(first.log)
  await next.webchat.send(sampleReply('c', 'a1', 'hi'))
  expect(next.entries().map(({ id }) => id)).toEqual([1])
})

test('an answer that another process has sent meanwhile is not written again', async () => {
  const one = await start()
  const two = await start(one.log)
  await one.webchat.send(sampleReply('c', 'a0', 'earlier'))
  await two.webchat.send(sampleReply('c', 'a1', 'hi'))
  await one.webchat.send(sampleReply('c', 'a1', 'hi'))
  expect(one.entries().map(({ id }) => id)).toEqual([1, 2])
})

test('all parts of an answer are there, in order', async () => {
  const { webchat, entries } = await start()
  const reply = { ...sampleReply('c', 'a1', 'one'), parts: 2 }
  await webchat.send(reply)
  await webchat.send({ ...reply, part: 1, text: 'two', idempotencyKey: 'a1-2' })
  expect(entries().map(({ body }) => body)).toMatchObject([{ text: 'one' }, { text: 'two' }])
})

test('a notice is shown in its latest revision; an older one that comes late is ignored', async () => {
  const { webchat, entries } = await start()
  const ref = await webchat.notify(sampleNotice('c', 'n1', 1))
  await webchat.edit?.(ref, sampleNotice('c', 'n1', 3))
  await webchat.edit?.(ref, sampleNotice('c', 'n1', 2))
  expect(entries()).toMatchObject([{ subject: 'n1', body: { revision: 3 } }])
})

test('edits that are under way at once are written in their order', async () => {
  const { webchat, log, entries } = await start()
  const ref = await webchat.notify(sampleNotice('c', 'n1', 1))
  const release = log.holdNext()
  const edits = [2, 3, 4].map((revision) => webchat.edit?.(ref, sampleNotice('c', 'n1', revision)))
  await new Promise(setImmediate)
  release()
  await Promise.all(edits)
  expect(entries()).toMatchObject([{ id: 4, body: { revision: 4 } }])
})

test('while the store is down, a send asks to be tried again, and then works', async () => {
  const { webchat, log, entries } = await start()
  log.down = true
  const failed = await webchat.send(sampleReply('c', 'a1', 'hi')).catch((error: unknown) => error)
  expect(failed).toBeInstanceOf(ChannelError)
  expect(failed).toMatchObject({ effect: 'retry' })
  log.down = false
  await webchat.send(sampleReply('c', 'a1', 'hi'))
  expect(entries()).toHaveLength(1)
})
