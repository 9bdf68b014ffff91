import { expect, test } from 'vitest'
import { isJsonObject } from '../kit/json.ts'
import { ManualClock } from '../kit/manual-clock.ts'
import { sceneOn } from './scene.ts'
import { TRANSPORTS } from './transports.ts'

// What goes over the wire, without a library that would smooth it over.

async function read(response: Response) {
  const body: unknown = await response.json()
  return isJsonObject(body) ? body : {}
}

for (const { name, start } of TRANSPORTS) {
  const make = async () => {
    const clock = new ManualClock()
    const scene = sceneOn(await start({ clock }), clock)
    return { ...scene, at: `${scene.url}/bot${scene.bot.token}` }
  }

  test(`${name}: parameters come as JSON, as a form, as parts or as a query`, async () => {
    const { at, chat, telegram } = await make()
    const values = {
      chat_id: String(chat.id),
      reply_markup: '{"inline_keyboard":[[{"text":"Go","callback_data":"go"}]]}',
    }
    const parts = new FormData()
    for (const [key, value] of Object.entries({ ...values, text: 'parts' })) parts.set(key, value)
    const json = JSON.stringify({ chat_id: chat.id, text: 'json', reply_markup: JSON.parse(values.reply_markup) })
    const headers = { 'content-type': 'application/json' }
    const responses = [
      await fetch(`${at}/sendMessage`, { method: 'POST', headers, body: json }),
      await fetch(`${at}/sendMessage`, { method: 'POST', body: new URLSearchParams({ ...values, text: 'form' }) }),
      await fetch(`${at}/SENDMESSAGE`, { method: 'POST', body: parts }),
      await fetch(`${at}/sendmessage?${new URLSearchParams({ ...values, text: 'query' })}`),
    ]
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(chat.messages.map(({ text }) => text)).toEqual(['json', 'form', 'parts', 'query'])
    expect(chat.messages.map((message) => message.button('Go')?.data)).toEqual(['go', 'go', 'go', 'go'])
    expect(telegram.violations).toEqual([])
  })

  test(`${name}: an answer is an envelope, with the message as it was sent`, async () => {
    const { at, chat, bot, clock } = await make()
    const response = await fetch(`${at}/sendMessage?chat_id=${chat.id}&text=Hi`)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(await read(response)).toEqual({
      ok: true,
      result: {
        message_id: chat.last?.id,
        from: bot.user,
        chat: { id: chat.id, type: 'private', first_name: 'Ann', username: 'ann_lee' },
        date: clock.now() / 1_000,
        text: 'Hi',
      },
    })
  })

  test(`${name}: errors are envelopes, too, and a 429 has its header`, async () => {
    const { url, at, telegram } = await make()
    telegram.fail('getMe', { retryAfter: 7 })
    const flood = await fetch(`${at}/getMe`)
    expect([flood.status, flood.headers.get('retry-after')]).toEqual([429, '7'])
    expect(await read(flood)).toMatchObject({ ok: false, error_code: 429, parameters: { retry_after: 7 } })
    const others: [string, number, string][] = [
      [`${url}/bot1:wrong/getMe`, 401, 'Unauthorized'],
      [`${at}/getSomething`, 404, 'Not Found: method not found'],
      [`${url}/getMe`, 404, 'Not Found'],
    ]
    for (const [address, error_code, description] of others) {
      const response = await fetch(address)
      expect([response.status, await read(response)]).toEqual([error_code, { ok: false, error_code, description }])
    }
    expect(telegram.calls.map(({ method, status }) => [method, status])).toEqual([
      ['getMe', 429],
      ['getSomething', 404],
    ])
  })
}
