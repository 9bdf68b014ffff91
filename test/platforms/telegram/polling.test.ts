import { Api, Bot } from 'grammy'
import { expect, test } from 'vitest'
import { refusal, scene } from './scene.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
// Further than any id that the platform gives out anew.
const OLD_IDS_AHEAD = 2 ** 31

/** The texts of updates, for messages. */
function texts(updates: readonly { readonly message?: { readonly text?: string } }[]): (string | undefined)[] {
  return updates.map(({ message }) => message?.text)
}

test('the real poller of grammY gets every message once and in order', async () => {
  const { telegram, url, bot, ann, chat, clock } = await scene()
  const grammy = new Bot(bot.token, { client: { apiRoot: url } })
  const seen: string[] = []
  grammy.on('message:text', (ctx) => {
    seen.push(ctx.msg.text)
  })
  const sent = Array.from({ length: 250 }, (_, index) => `${index}`)
  for (const text of sent) ann.sends(chat, text)
  const running = grammy.start()
  await telegram.waitForCall('getUpdates', { count: 3 })
  await chat.until(() => bot.pendingUpdates === 0)
  const stopped = grammy.stop()
  // Its last poll repeats an offset too soon, and waits for that.
  await chat.until(() => telegram.calls.some(({ params }) => params.limit === 1))
  clock.advance(3_000)
  await stopped
  await running
  expect(seen).toEqual(sent)
  expect(telegram.calls.map(({ method }) => method).slice(0, 3)).toEqual(['getMe', 'deleteWebhook', 'getUpdates'])
})

test('an update is delivered again until a higher offset confirms it', async () => {
  const { api, ann, chat, clock } = await scene()
  ann.sends(chat, 'one')
  ann.sends(chat, 'two')
  const [first, second] = await api.getUpdates()
  clock.advance(3_000)
  expect(texts(await api.getUpdates())).toEqual(['one', 'two'])
  const next = (first?.update_id ?? 0) + 1
  expect(second?.update_id).toBe(next)
  expect(texts(await api.getUpdates({ offset: next }))).toEqual(['two'])
  expect(texts(await api.getUpdates({ offset: next + 1, limit: 1 }))).toEqual([])
})

test('at most 100 come at once', async () => {
  const { api, ann, chat } = await scene()
  for (let n = 0; n < 120; n += 1) ann.sends(chat, `${n}`)
  const updates = await api.getUpdates({ limit: 500 })
  expect(updates).toHaveLength(100)
  expect(await api.getUpdates({ offset: (updates.at(-1)?.update_id ?? 0) + 1 })).toHaveLength(20)
})

test('a negative offset keeps the last ones', async () => {
  const { api, ann, chat, clock } = await scene()
  for (const text of ['one', 'two', 'three']) ann.sends(chat, text)
  expect(texts(await api.getUpdates({ offset: -1 }))).toEqual(['three'])
  clock.advance(3_000)
  expect(texts(await api.getUpdates())).toEqual(['three'])
})

test('the same offset twice within half a second gets one update', async () => {
  const { api, ann, chat } = await scene()
  ann.sends(chat, 'one')
  ann.sends(chat, 'two')
  expect(await api.getUpdates({ offset: 0 })).toHaveLength(2)
  expect(await api.getUpdates({ offset: 0 })).toHaveLength(1)
})

test('a poll waits for what comes, and what comes together goes out together', async () => {
  const { telegram, api, ann, chat } = await scene()
  const polled = api.getUpdates({ timeout: 30 })
  await chat.until(() => telegram.calls.length === 1)
  ann.sends(chat, 'one')
  ann.sends(chat, 'two')
  expect(texts(await polled)).toEqual(['one', 'two'])
})

test('a poll waits no longer than 50 seconds', async () => {
  const { telegram, api, clock, chat } = await scene()
  const polled = api.getUpdates({ timeout: 300 })
  await chat.until(() => telegram.calls.length === 1)
  clock.advance(49_000)
  expect(telegram.calls[0]?.doneAt).toBeUndefined()
  clock.advance(1_000)
  expect(await polled).toEqual([])
})

test('a second poller ends the first one with 409', async () => {
  const { telegram, api, ann, chat } = await scene()
  const first = refusal(api.getUpdates({ timeout: 30 }))
  await chat.until(() => telegram.calls.length === 1)
  const second = api.getUpdates({ timeout: 30 })
  const words = 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running'
  expect(await first).toMatchObject({ error_code: 409, description: words })
  ann.sends(chat, 'one')
  expect(texts(await second)).toEqual(['one'])
})

test('a further 409 is held back for three seconds', async () => {
  const { telegram, api, chat, clock } = await scene()
  const polls = [1, 2, 3].map(async (count) => {
    await chat.until(() => telegram.calls.length === count - 1)
    return refusal(api.getUpdates({ timeout: 30, offset: count }))
  })
  await telegram.waitForCall('getUpdates')
  await chat.until(() => telegram.calls.length === 3)
  expect(telegram.calls.map(({ status }) => status)).toEqual([409, undefined, undefined])
  clock.advance(3_000)
  expect((await polls[1])?.error_code).toBe(409)
  await telegram.stop()
  await expect(polls[2]).rejects.toThrow("Network request for 'getUpdates' failed")
})

test('a webhook ends a poll with 409', async () => {
  const { telegram, api, chat } = await scene()
  const poll = refusal(api.getUpdates({ timeout: 30 }))
  await chat.until(() => telegram.calls.length === 1)
  await api.setWebhook('https://bot.test/hook')
  expect((await poll).description).toBe('Conflict: terminated by setWebhook request')
})

test('a bot gets the kinds of updates that it last asked for', async () => {
  const { api, ann, chat, clock } = await scene()
  await api.getUpdates({ allowed_updates: ['edited_message'] })
  const message = ann.sends(chat, 'one')
  ann.edits(message, 'two')
  clock.advance(3_000)
  const updates = await api.getUpdates()
  expect(updates.map(({ edited_message }) => edited_message?.text)).toEqual(['two'])
  await api.getUpdates({ offset: (updates[0]?.update_id ?? 0) + 1, allowed_updates: [] })
  ann.sends(chat, 'three')
  expect(texts(await api.getUpdates({ offset: 1 }))).toEqual(['three'])
})

test('an update that nobody fetches for 24 hours is gone, a tap after 150 seconds', async () => {
  const { api, ann, chat, clock } = await scene()
  await api.sendMessage(chat.id, 'Hi', { reply_markup: { inline_keyboard: [[{ text: 'Go', callback_data: 'go' }]] } })
  ann.sends(chat, 'one')
  ann.taps(chat.messages[0] ?? expect.unreachable(), 'Go').catch(() => undefined)
  clock.advance(149_999)
  expect((await api.getUpdates()).map((update) => Object.keys(update)[1])).toEqual(['message', 'callback_query'])
  clock.advance(3_000)
  expect(texts(await api.getUpdates())).toEqual(['one'])
  clock.advance(DAY_MS)
  expect(await api.getUpdates()).toEqual([])
})

test('after a week without updates the next id is another, and an old offset hides nothing', async () => {
  const { api, ann, chat, clock } = await scene()
  ann.sends(chat, 'one')
  const [first] = await api.getUpdates()
  const offset = (first?.update_id ?? 0) + 1
  await api.getUpdates({ offset })
  clock.advance(7 * DAY_MS)
  ann.sends(chat, 'two')
  const [second] = await api.getUpdates({ offset: offset + OLD_IDS_AHEAD })
  expect(second?.message?.text).toBe('two')
  expect(second?.update_id).not.toBe(offset)
})

test('each bot has its own updates', async () => {
  const { telegram, url, api, ann, chat } = await scene()
  const other = telegram.account()
  const otherApi = new Api(other.token, { apiRoot: url })
  ann.sends(chat, 'to the first')
  ann.sends(telegram.privateChat(ann, other), 'to the second')
  expect(texts(await api.getUpdates())).toEqual(['to the first'])
  expect(texts(await otherApi.getUpdates())).toEqual(['to the second'])
  expect((await otherApi.getMe()).username).toBe('holdline_2_bot')
})
