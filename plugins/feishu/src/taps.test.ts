import { expect, test } from 'vitest'
import { answer, notice } from '../../../test/channels/samples.ts'
import { refOf, serveScene } from './testing/scene.ts'

const PATIENCE = { timeout: 20_000 }

test.each(['event', 'card'] as const)(
  'a tap in a frame of the type %s is answered in the reader’s language',
  async (cardFrames) => {
    const { feishu, channel, inbox, start } = await serveScene({ feishu: { bot: { cardFrames } } })
    await start()
    const ann = feishu.user({ language: 'zh_cn' })
    const chat = feishu.p2p(ann)
    await channel.notify(notice(refOf(chat), 'Busy'))
    const card = await chat.until(() => chat.fromBots[0])
    expect(await ann.taps(card, 'Cancel')).toMatchObject({ text: '好了', type: 'success' })
    expect(inbox.taps).toMatchObject([{ action: 'cancel', token: 'c.t..m', chat: refOf(chat), noticeId: 'n1' }])
    expect(feishu.violations).toEqual([])
  },
)

test('a card is not changed while a tap on it is being answered, and then it is', async () => {
  const { feishu, channel, inbox, start } = await serveScene()
  await start()
  const ann = feishu.user()
  const chat = feishu.p2p(ann)
  const ref = await channel.notify(notice(refOf(chat), 'Busy'))
  const card = await chat.until(() => chat.fromBots[0])
  const release = inbox.hold()
  const tapped = ann.taps(card, 'Cancel')
  await expect.poll(() => inbox.asked, PATIENCE).toBe(1)
  const edited = channel.edit?.(ref, notice(refOf(chat), 'Cancelled', { revision: 2, state: 'closed', buttons: [] }))
  // A round trip, in which a change that does not wait would have arrived, too.
  await channel.send(answer(refOf(chat), 'something else'))
  expect(card.text).toBe('Busy')
  release()
  await tapped
  await edited
  await expect.poll(() => card.text, PATIENCE).toBe('Cancelled')
  expect(feishu.calls.filter(({ method }) => method === 'message.patch')).toHaveLength(1)
  expect(feishu.violations).toEqual([])
})

test('a change that crosses a tap on its way is made again', async () => {
  const { feishu, channel, start } = await serveScene()
  await start()
  const ann = feishu.user()
  const chat = feishu.p2p(ann)
  const ref = await channel.notify(notice(refOf(chat), 'Busy'))
  const card = await chat.until(() => chat.fromBots[0])
  const edited = channel.edit?.(ref, notice(refOf(chat), 'Still busy', { revision: 2 }))
  await Promise.all([ann.taps(card, 'Cancel'), edited])
  await expect.poll(() => card.text, PATIENCE).toBe('Still busy')
  expect(feishu.violations).toEqual([])
})

test('a tap that cannot be decided gets an answer in time, and waits behind no message', async () => {
  const { feishu, channel, inbox, start } = await serveScene()
  await start()
  const ann = feishu.user()
  const chat = feishu.p2p(ann)
  await channel.notify(notice(refOf(chat), 'Busy'))
  const card = await chat.until(() => chat.fromBots[0])
  inbox.down = true
  ann.sends(chat, 'waits for the store')
  expect(await ann.taps(card, 'Cancel')).toMatchObject({ text: 'tapFailed in en', type: 'error' })
})

test('a tap waits for no message', async () => {
  const { feishu, channel, inbox, start } = await serveScene()
  await start()
  const ann = feishu.user()
  const chat = feishu.p2p(ann)
  await channel.notify(notice(refOf(chat), 'Busy'))
  const card = await chat.until(() => chat.fromBots[0])
  inbox.message = () => new Promise(() => {})
  ann.sends(chat, 'never gets anywhere')
  expect(await ann.taps(card, 'Cancel')).toMatchObject({ text: 'it is done' })
})

test('a tap on a card that was taken away just then is answered, and its change is told as gone', async () => {
  const { feishu, channel, inbox, start } = await serveScene()
  await start()
  const ann = feishu.user()
  const chat = feishu.p2p(ann)
  const ref = await channel.notify(notice(refOf(chat), 'Busy'))
  const card = await chat.until(() => chat.fromBots[0])
  const release = inbox.hold()
  const tap = ann.taps(card, 'Cancel')
  await expect.poll(() => inbox.asked, PATIENCE).toBe(1)
  const edited = channel.edit?.(ref, notice(refOf(chat), 'Cancelled', { revision: 2, buttons: [] }))
  const told = expect(edited).rejects.toMatchObject({ effect: 'gone' })
  feishu.erase(card)
  release()
  expect(await tap).toMatchObject({ text: 'it is done' })
  await told
})

test('a tap may come in many frames', async () => {
  const { feishu, channel, start } = await serveScene({ feishu: { limits: { frameBytes: 50 } } })
  await start()
  const ann = feishu.user()
  const chat = feishu.p2p(ann)
  await channel.notify(notice(refOf(chat), 'Busy'))
  const card = await chat.until(() => chat.fromBots[0])
  expect(await ann.taps(card, 'Cancel')).toMatchObject({ text: 'it is done' })
})
