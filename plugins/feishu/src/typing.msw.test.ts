import { expect, test } from 'vitest'
import { answer } from '../../../test/channels/samples.ts'
import { refOf, setScene } from './testing/scene.ts'

const PATIENT = { timeout: 10_000 }

test('typing is a reaction on the message that is worked on, put once and taken back', async () => {
  const { feishu, channel, memory } = setScene()
  const ann = feishu.user()
  const chat = feishu.p2p(ann)
  const question = ann.sends(chat, 'long task')
  await channel.typing?.(refOf(chat), true, question.id)
  await channel.typing?.(refOf(chat), true, question.id)
  expect(question.reactions).toMatchObject([{ emoji: 'Typing' }])
  expect(memory.get(question.id)).toMatchObject({ reaction: question.reactions[0]?.id })
  await channel.typing?.(refOf(chat), false)
  await expect.poll(() => [question.reactions.length, memory.size], PATIENT).toEqual([0, 0])
  expect(feishu.violations).toEqual([])
})

test('what an earlier process left is taken back at the start, also what it did not know of', async () => {
  const first = setScene()
  const ann = first.feishu.user()
  const chat = first.feishu.p2p(ann)
  const [known, unknown] = [ann.sends(chat, 'one'), ann.sends(chat, 'two')]
  await first.channel.typing?.(refOf(chat), true, known.id)
  first.feishu.fail('reaction.create', { dropAfter: true })
  await first.channel.typing?.(refOf(chat), true, unknown.id)?.catch(() => {})
  expect([known, unknown].map(({ reactions }) => reactions.length)).toEqual([1, 1])
  ann.reacts(unknown, 'Typing')
  await first.again().start()
  await expect.poll(() => first.memory.size, PATIENT).toBe(0)
  expect(known.reactions).toEqual([])
  expect(unknown.reactions.map(({ by }) => by)).toEqual([ann])
})

test('work that goes on after a restart keeps its reaction, until it ends', async () => {
  const first = setScene()
  const ann = first.feishu.user()
  const chat = first.feishu.p2p(ann)
  const question = ann.sends(chat, 'long task')
  await first.channel.typing?.(refOf(chat), true, question.id)
  const { channel, memory, start } = first.again()
  await channel.typing?.(refOf(chat), true, question.id)
  await start()
  expect(first.feishu.calls.filter(({ method }) => method === 'reaction.create')).toHaveLength(1)
  await channel.typing?.(refOf(chat), false)
  await expect.poll(() => [question.reactions.length, memory.size], PATIENT).toEqual([0, 0])
})

test('typing that ends before it is known whether it was put leaves nothing', async () => {
  const { feishu, channel, memory } = setScene()
  const ann = feishu.user()
  const chat = feishu.p2p(ann)
  const question = ann.sends(chat, 'long task')
  feishu.fail('reaction.create', { delayMs: 300, dropAfter: true })
  const shown = channel.typing?.(refOf(chat), true, question.id)?.catch(() => {})
  await expect.poll(() => memory.has(question.id), PATIENT).toBe(true)
  await channel.typing?.(refOf(chat), false)
  await shown
  await expect.poll(() => [question.reactions.length, memory.size], PATIENT).toEqual([0, 0])
})

test('a withdrawn message is no trouble, before and after', async () => {
  const { feishu, channel, memory } = setScene()
  const ann = feishu.user()
  const chat = feishu.p2p(ann)
  const [early, late] = [ann.sends(chat, 'one'), ann.sends(chat, 'two')]
  ann.recalls(early)
  await channel.typing?.(refOf(chat), true, early.id)
  expect(memory.size).toBe(0)
  await channel.typing?.(refOf(chat), true, late.id)
  ann.recalls(late)
  await channel.typing?.(refOf(chat), false)
  await expect.poll(() => memory.size, PATIENT).toBe(0)
})

test('a reaction that could not be taken back is tried again', async () => {
  const { feishu, channel, memory } = setScene()
  const ann = feishu.user()
  const chat = feishu.p2p(ann)
  const question = ann.sends(chat, 'long task')
  await channel.typing?.(refOf(chat), true, question.id)
  feishu.fail('reaction.delete', { code: 99991400 })
  await channel.typing?.(refOf(chat), false)
  await expect.poll(() => [question.reactions.length, memory.size], PATIENT).toEqual([0, 0])
})

test('without the permission typing fails softly, and leaves nothing to take back', async () => {
  const { feishu, channel, memory } = setScene()
  feishu.bot.setScope('im:message.reactions:write_only', false)
  const ann = feishu.user()
  const chat = feishu.p2p(ann)
  const question = ann.sends(chat, 'long task')
  await expect(channel.typing?.(refOf(chat), true, question.id)).rejects.toMatchObject({ name: 'ChannelError' })
  expect(memory.size).toBe(0)
})

test('where the platform wants a pause, no reaction adds to it', async () => {
  const { feishu, channel } = setScene()
  const ann = feishu.user()
  const chat = feishu.p2p(ann)
  const question = ann.sends(chat, 'long task')
  feishu.fail('message.create', { code: 99991400, resetS: 600 })
  await expect(channel.send(answer(refOf(chat), 'x'))).rejects.toMatchObject({ effect: 'retry' })
  await channel.typing?.(refOf(chat), true, question.id)
  expect(feishu.calls.map(({ method }) => method)).not.toContain('reaction.create')
})
