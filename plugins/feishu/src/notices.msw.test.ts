import { expect, test } from 'vitest'
import { notice } from '../../../test/channels/samples.ts'
import { ManualClock } from '../../../test/platforms/kit/manual-clock.ts'
import { refOf, setScene } from './testing/scene.ts'

test('where cards are refused a notice is rich text in every language, and is closed; the log says why', async () => {
  const { feishu, channel, log } = setScene()
  const [ann, bob] = [feishu.user({ language: 'zh_cn' }), feishu.user({ language: 'en_us' })]
  const group = feishu.group({ members: [ann, bob] })
  feishu.fail('message.create', { code: 230099 })
  const translations = [{ locale: 'zh-CN', text: '忙', labels: {} }]
  const ref = await channel.notify(notice(refOf(group), 'Busy', { translations }))
  const [said] = group.fromBots
  if (said === undefined) throw new Error('nothing was said')
  expect([ann.reads(said).text, bob.reads(said).text]).toEqual(['忙', 'Busy'])
  expect(log.filter((line) => line.includes('230099') && line.includes('without buttons'))).toHaveLength(1)
  const still = await channel.edit?.(ref, notice(refOf(group), 'Still busy', { revision: 2 }))
  await channel.edit?.(still ?? ref, notice(refOf(group), 'Done', { revision: 3, state: 'closed', buttons: [] }))
  expect([said.text, said.edits]).toEqual(['Done', 1])
})

test('a notice is changed in its place, and not at all when nothing changes', async () => {
  const { feishu, channel } = setScene()
  const chat = feishu.p2p(feishu.user())
  const ref = await channel.notify(notice(refOf(chat), 'Busy'))
  const next = await channel.edit?.(ref, notice(refOf(chat), 'Still busy', { revision: 2 }))
  await channel.edit?.(next ?? ref, notice(refOf(chat), 'Still busy', { revision: 3 }))
  expect(chat.fromBots).toMatchObject([{ text: 'Still busy', edits: 1 }])
  expect(feishu.violations).toEqual([])
})

test.each([230011, 231003, 230031])('a card that can no longer be changed (%i) is shown anew', async (code) => {
  const { feishu, channel } = setScene()
  const chat = feishu.p2p(feishu.user())
  const ref = await channel.notify(notice(refOf(chat), 'Busy'))
  feishu.fail('message.patch', { code })
  const second = notice(refOf(chat), 'Done', { revision: 2 })
  await expect(channel.edit?.(ref, second)).rejects.toMatchObject({ effect: 'gone' })
  await channel.notify({ ...second, copy: 1 })
  expect(chat.fromBots.map(({ text }) => text)).toEqual(['Busy', 'Done'])
})

test('a notice whose first send had an unknown end is there once, with its latest words', async () => {
  const { feishu, channel } = setScene()
  const chat = feishu.p2p(feishu.user())
  feishu.fail('message.create', { dropAfter: true })
  await expect(channel.notify(notice(refOf(chat), 'Busy'))).rejects.toMatchObject({ effect: 'unknown' })
  await channel.notify(notice(refOf(chat), 'Done', { revision: 2, state: 'closed', buttons: [] }))
  expect(chat.fromBots).toMatchObject([{ text: 'Done', buttons: [] }])
})

test('a notice whose send was not heard of before a restart shows its latest words after it', async () => {
  const { feishu, channel, again } = setScene()
  const chat = feishu.p2p(feishu.user())
  await channel.notify(notice(refOf(chat), 'Busy'))
  await again().channel.notify(notice(refOf(chat), 'Done', { revision: 2, state: 'closed', buttons: [] }))
  expect(chat.fromBots).toMatchObject([{ text: 'Done', buttons: [] }])
})

test('a card that somebody took away is shown anew', async () => {
  const { feishu, channel } = setScene()
  const chat = feishu.p2p(feishu.user())
  const ref = await channel.notify(notice(refOf(chat), 'Busy'))
  feishu.erase(chat.last ?? expect.unreachable())
  await expect(channel.edit?.(ref, notice(refOf(chat), 'Busier'))).rejects.toMatchObject({ effect: 'gone' })
  await channel.notify(notice(refOf(chat), 'Busier', { copy: 1 }))
  expect(chat.messages.map(({ text }) => text)).toEqual(['Busier'])
})

test('two changes at once end with the later one, however slow the first is', async () => {
  const { feishu, channel } = setScene()
  const chat = feishu.p2p(feishu.user())
  const ref = await channel.notify(notice(refOf(chat), 'Busy'))
  feishu.fail('message.patch', { delayMs: 300 })
  await Promise.all(['First', 'Second'].map((text) => channel.edit?.(ref, notice(refOf(chat), text))))
  expect(chat.last?.text).toBe('Second')
})

test('each reader of a notice has their own language, unless one was chosen', async () => {
  const { feishu, channel } = setScene()
  const [ann, bob, rita] = [
    feishu.user({ language: 'zh_cn' }),
    feishu.user({ language: 'ja_jp' }),
    feishu.user({ language: 'ru_ru' }),
  ]
  const group = feishu.group({ members: [ann, bob, rita] })
  const translations = [
    { locale: 'ru', text: 'Занят', labels: { cancel: 'Отменить' } },
    { locale: 'zh-CN', text: '忙', labels: { cancel: '取消' } },
  ]
  await channel.notify(notice(refOf(group), 'Busy', { translations }))
  const card = group.last ?? expect.unreachable()
  expect([ann, bob, rita].map((reader) => reader.reads(card))).toEqual([
    { text: '忙', buttons: ['取消'] },
    { text: 'Busy', buttons: ['Cancel'] },
    { text: 'Занят', buttons: ['Отменить'] },
  ])
  await channel.notify(notice(refOf(group), 'Занят', { noticeId: 'n2', locale: 'ru' }))
  expect(ann.reads(group.last ?? expect.unreachable()).text).toBe('Занят')
})

test('after a limit a card is left alone until that is over', async () => {
  const { feishu, channel } = setScene()
  const chat = feishu.p2p(feishu.user())
  const ref = await channel.notify(notice(refOf(chat), 'Busy'))
  feishu.fail('message.patch', { code: 99991400, resetS: 600 })
  const edit = (text: string) => channel.edit?.(ref, notice(refOf(chat), text))
  for (const text of ['First', 'Second']) await expect(edit(text)).rejects.toMatchObject({ effect: 'retry' })
  expect(feishu.calls.filter(({ method }) => method === 'message.patch')).toHaveLength(1)
})

test('a notice that another process may have sent longer ago shows its latest words', async () => {
  const clock = new ManualClock()
  const { feishu, channel, again } = setScene({ clock, feishu: { clock } })
  const chat = feishu.p2p(feishu.user())
  await channel.notify(notice(refOf(chat), 'Busy'))
  const next = again().channel
  clock.advance(120_000)
  await next.notify(notice(refOf(chat), 'Done'))
  expect(chat.fromBots.map(({ text }) => text)).toEqual(['Done'])
})
