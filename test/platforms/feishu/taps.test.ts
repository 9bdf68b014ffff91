import { expect, test } from 'vitest'
import { cardOf, patch, sentCard } from './refused/refused-case.ts'
import { card, codeOf, listen, scene } from './scene.ts'

const TAPPED = 'card.action.trigger'
const DAY_MS = 24 * 60 * 60 * 1000

const rules = ({ feishu }: Awaited<ReturnType<typeof scene>>) => feishu.violations.map(({ rule }) => rule)

test('a tap says who, where and what, and its answer is a toast', async () => {
  const s = await scene()
  const events: unknown[] = []
  await listen(s, {
    [TAPPED]: (event) => {
      events.push(event)
      return { toast: { type: 'info', content: 'Waiting' } }
    },
  })
  const message = await sentCard(s)
  const toast = await s.ann.taps(message, 'Cancel')
  expect(toast).toEqual({ text: 'Waiting', type: 'info', card: false, afterMs: 0, by: 'Ann' })
  expect(s.chat.toasts).toEqual([toast])
  expect(events).toMatchObject([
    {
      operator: { open_id: s.ann.openId() },
      action: { tag: 'button', value: { token: 't1' } },
      context: { open_message_id: message.id, open_chat_id: s.chat.id },
    },
  ])
  expect(rules(s)).toEqual([])
})

test('the answer to a tap can bring another card', async () => {
  const s = await scene()
  await listen(s, { [TAPPED]: () => ({ card: { type: 'raw', data: cardOf({ tag: 'markdown', content: 'done' }) } }) })
  const message = await sentCard(s)
  expect(await s.ann.taps(message, 'Cancel')).toMatchObject({ text: undefined, card: true })
  expect([message.text, message.buttons]).toEqual(['done', []])
})

test('a tap that comes in a frame of the type card is dropped by the SDK', async () => {
  const s = await scene({ bot: { cardFrames: 'card' } })
  await listen(s, { [TAPPED]: () => ({}) })
  const tap = s.ann.taps(await sentCard(s), 'Cancel')
  const failure = expect(tap).rejects.toThrow('tap.answered')
  s.clock.advance(3_000)
  await failure
  expect(rules(s)).toEqual(['tap.answered'])
})

test('a tap waits for 3 s', async () => {
  const s = await scene()
  const { promise, resolve } = Promise.withResolvers<object>()
  let tapped = false
  await listen(s, {
    [TAPPED]: () => {
      tapped = true
      return promise
    },
  })
  const tap = s.ann.taps(await sentCard(s), 'Cancel')
  await expect.poll(() => tapped).toBe(true)
  s.clock.advance(2_999)
  resolve({ toast: { content: 'Just so' } })
  expect(await tap).toMatchObject({ text: 'Just so', afterMs: 2_999 })
})

const WRONG: readonly [string, string, () => unknown][] = [
  ['throws', 'tap.failed', () => Promise.reject(new Error('no'))],
  ['answers with a text', 'tap.shape', () => ({ toast: 'Done' })],
  ['answers with a kind of toast there is not', 'tap.shape', () => ({ toast: { type: 'danger', content: 'x' } })],
  ['answers with something else beside', 'tap.shape', () => ({ message: 'Done' })],
  ['answers with a card that breaks a rule', 'tap.shape', () => ({ card: { type: 'raw', data: { elements: [] } } })],
  ['answers with a bare card', 'tap.shape', () => ({ card: card('x') })],
]

for (const [what, rule, handle] of WRONG) {
  test(`a bot that ${what} leaves an error with whoever tapped`, async () => {
    const s = await scene()
    await listen(s, { [TAPPED]: handle })
    const message = await sentCard(s)
    await expect(s.ann.taps(message, 'Cancel')).rejects.toThrow(rule)
    expect(rules(s)).toEqual([rule])
    expect(message.text).toBe('busy')
  })
}

test('a change before the tap is answered is noted, and taken back', async () => {
  const s = await scene()
  const message = await sentCard(s)
  await listen(s, {
    [TAPPED]: async () => {
      s.clock.advance(1_000)
      await patch(s, message, cardOf({ tag: 'markdown', content: 'too early' }))
      return { toast: { content: 'Done' } }
    },
  })
  await s.ann.taps(message, 'Cancel')
  expect(message.text).toBe('busy')
  expect(rules(s)).toEqual(['later.early'])
})

test('a change that crosses a tap on its way is taken back, and nobody is to blame', async () => {
  const s = await scene()
  const message = await sentCard(s)
  await listen(s, {
    [TAPPED]: async () => {
      await patch(s, message, cardOf({ tag: 'markdown', content: 'crossing' }))
      return { toast: { content: 'Done' } }
    },
  })
  await s.ann.taps(message, 'Cancel')
  expect(message.text).toBe('busy')
  expect(rules(s)).toEqual([])
})

test('after the answer a token changes the card twice, within 30 minutes', async () => {
  const s = await scene()
  const tokens: unknown[] = []
  await listen(s, { [TAPPED]: (event) => void tokens.push(event.token) })
  const message = await sentCard(s)
  const later = (content: string) =>
    codeOf(
      s.client.request({
        method: 'POST',
        url: '/open-apis/interactive/v1/card/update',
        data: { token: tokens.at(-1), card: cardOf({ tag: 'markdown', content }) },
      }),
    )
  await s.ann.taps(message, 'Cancel')
  expect([await later('once'), await later('twice'), await later('thrice')]).toEqual([0, 0, 300000])
  expect(message.text).toBe('twice')
  const other = await sentCard(s)
  await s.ann.taps(other, 'Cancel')
  s.clock.advance(30 * 60 * 1000)
  expect(await later('late')).toBe(300000)
})

test('nobody taps what is not there: a button that is gone, a card that was taken back or is too old', async () => {
  const s = await scene()
  await listen(s, { [TAPPED]: () => ({}) })
  const message = await sentCard(s)
  await expect(s.ann.taps(message, 'Retry')).rejects.toThrow('no button')
  s.clock.advance(14 * DAY_MS + 1)
  await expect(s.ann.taps(message, 'Cancel')).rejects.toThrow('too old')
  s.feishu.erase(message)
  await expect(s.ann.taps(message, 'Cancel')).rejects.toThrow('no button')
  await expect(s.feishu.user().taps(message, 'Cancel')).rejects.toThrow('not in that chat')
})

test('a tap that nobody receives fails for whoever tapped', async () => {
  const s = await scene()
  const message = await sentCard(s)
  await expect(s.ann.taps(message, 'Cancel')).rejects.toThrow('found nobody')
})

test('a value that is not on the card can be sent by a client that lies', async () => {
  const s = await scene()
  const values: unknown[] = []
  await listen(s, { [TAPPED]: (event) => void values.push(event.action) })
  await s.ann.taps(await sentCard(s), 'Cancel', { value: { token: 'forged' } })
  expect(values).toMatchObject([{ value: { token: 'forged' } }])
})
