import { StoreUnavailableError } from '@holdline/bridge'
import { expect, test } from 'vitest'
import { loggerTo } from '../../../test/channels/logger-to.ts'
import { memoryIn } from '../../../test/channels/memory-in.ts'
import { answer } from '../../../test/channels/samples.ts'
import { mention } from '../../../test/platforms/feishu/content.ts'
import { chatRefOf } from './chat-ref.ts'
import { ANCHORS_KEPT, THREADS_KEPT } from './limits.ts'
import { refOf, serveScene } from './testing/scene.ts'
import { Threads } from './threads.ts'

const PATIENCE = { timeout: 20_000 }

/** Ann asks in a thread, and the bot knows it. */
async function asked() {
  const scene = await serveScene()
  await scene.start()
  const { feishu, inbox } = scene
  const ann = feishu.user()
  const group = feishu.group({ members: [ann] })
  const first = ann.sends(group, 'plans')
  const question = ann.sends(group, [mention(feishu.bot), ' when?'], { replyTo: first, inThread: true })
  await expect.poll(() => inbox.texts, PATIENCE).toEqual(['plans', 'when?'])
  return { ...scene, ann, group, first, question, thread: question.thread ?? expect.unreachable() }
}

test('the answer to a question that was taken back stays in its thread', async () => {
  const { channel, ann, group, question, thread } = await asked()
  ann.recalls(question)
  await channel.send(answer(refOf(group, thread), 'tomorrow', { replyTo: question.id }))
  expect(group.fromBots).toMatchObject([{ text: 'tomorrow', thread }])
})

test('what answers nothing in particular quotes nobody', async () => {
  const { channel, ann, group, first, question, thread } = await asked()
  ann.sends(group, 'and where?', { replyTo: question, inThread: true })
  await channel.send(answer(refOf(group, thread), 'a word for all'))
  expect(group.fromBots).toMatchObject([{ parent: first, thread }])
})

test('the answer to a question that was taken back stays in its thread, also after a restart', async () => {
  const { again, stop, ann, group, question, thread } = await asked()
  stop()
  ann.recalls(question)
  const { channel } = again()
  await channel.send(answer(refOf(group, thread), 'tomorrow', { replyTo: question.id }))
  expect(group.fromBots).toMatchObject([{ text: 'tomorrow', thread }])
})

test('where all of a thread was taken back but the bot’s own words, these hold the next ones', async () => {
  const { again, channel, stop, ann, group, first, question, thread } = await asked()
  await channel.send(answer(refOf(group, thread), 'tomorrow', { replyTo: question.id }))
  stop()
  for (const message of [first, question]) ann.recalls(message)
  await again().channel.send(answer(refOf(group, thread), 'or today', { replyTo: question.id }))
  expect(group.fromBots.map((message) => message.thread)).toEqual([thread, thread])
})

const threads = (kept: Map<string, unknown> & Parameters<typeof memoryIn>[0], log: string[] = []) =>
  new Threads({ memory: memoryIn(kept), clock: { now: () => 1, after: () => () => {} }, logger: loggerTo(log) })
const ref = (thread?: string) => chatRefOf('default', 'group', 'oc_1', thread)

test('few messages of few threads are written down, and none of what stands in no thread', async () => {
  const kept = new Map()
  const known = threads(kept)
  await known.saw(ref(), 'om_0')
  for (let at = 0; at < 2 * ANCHORS_KEPT; at += 1) await known.saw(ref('omt_1'), `om_${at}`, 'om_root')
  for (let at = 0; at < THREADS_KEPT; at += 1) await known.saw(ref(`omt_more_${at}`), 'om_1')
  expect(kept.size).toBe(THREADS_KEPT)
  expect(await threads(kept).anchorsOf(ref('omt_1'))).toEqual([])
  expect(await known.anchorsOf(ref())).toEqual([])
})

test('the first message of a thread is the first to be tried, and the newest the last', async () => {
  const known = threads(new Map())
  for (let at = 0; at < 9; at += 1) await known.saw(ref('omt_1'), `om_${at}`, 'om_root')
  const anchors = await known.anchorsOf(ref('omt_1'))
  expect([anchors[0], anchors.at(-1)]).toEqual(['om_root', 'om_8'])
})

test('a store that is away costs an anchor, and no message', async () => {
  const log: string[] = []
  const away = () => Promise.reject(new StoreUnavailableError('the store of the test is down'))
  const known = new Threads({
    memory: { all: away, set: away, delete: away },
    clock: { now: () => 1, after: () => () => {} },
    logger: loggerTo(log),
  })
  await known.saw(ref('omt_1'), 'om_1')
  expect(await known.anchorsOf(ref('omt_1'))).toEqual([])
  expect(log).toHaveLength(2)
})
