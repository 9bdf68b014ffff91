import { HttpError } from 'grammy'
import { expect, test } from 'vitest'
import { ManualClock } from '../kit/manual-clock.ts'
import { refusal, sceneOn } from './scene.ts'
import { TRANSPORTS } from './transports.ts'

for (const { name, start } of TRANSPORTS) {
  const make = async () => {
    const clock = new ManualClock()
    return sceneOn(await start({ clock }), clock)
  }

  test(`${name}: a method fails as often as it is told to, and does nothing then`, async () => {
    const { telegram, api, chat } = await make()
    const fault = telegram.fail('sendMessage', { times: 2, status: 500 })
    for (const description of ['Internal Server Error', 'Internal Server Error']) {
      expect(await refusal(api.sendMessage(chat.id, 'Hi'))).toMatchObject({ error_code: 500, description })
    }
    await api.sendMessage(chat.id, 'Hi')
    expect([chat.messages.length, fault.hits]).toEqual([1, 2])
    expect(telegram.violations).toEqual([])
  })

  test(`${name}: a 429 and a migration carry their parameters`, async () => {
    const { telegram, api, chat } = await make()
    telegram.fail('*', { retryAfter: 40 })
    expect((await refusal(api.getMe())).parameters).toEqual({ retry_after: 40 })
    telegram.fail('sendMessage', { migrateTo: -1005 })
    expect((await refusal(api.sendMessage(chat.id, 'Hi'))).parameters).toEqual({ migrate_to_chat_id: -1005 })
  })

  test(`${name}: a connection breaks before anything happened, or after it`, async () => {
    const { telegram, api, chat } = await make()
    telegram.fail('sendMessage', { dropBefore: true })
    await expect(api.sendMessage(chat.id, 'lost')).rejects.toThrow(HttpError)
    expect(chat.messages).toEqual([])
    telegram.fail('sendMessage', { dropAfter: true })
    await expect(api.sendMessage(chat.id, 'there')).rejects.toThrow(HttpError)
    expect(chat.messages.map(({ text }) => text)).toEqual(['there'])
  })

  test(`${name}: a call takes long, or for ever`, async () => {
    const { telegram, url, bot, api, chat, clock } = await make()
    telegram.fail('sendMessage', { delayMs: 10_000 })
    const slow = api.sendMessage(chat.id, 'slow')
    await chat.until(() => telegram.calls.length === 1)
    clock.advance(9_999)
    expect(chat.messages).toEqual([])
    clock.advance(1)
    await slow
    expect(chat.last?.text).toBe('slow')
    telegram.fail('sendMessage', { hang: true })
    const left = new AbortController()
    const address = `${url}/bot${bot.token}/sendMessage?chat_id=${chat.id}&text=never`
    const hung = fetch(address, { signal: left.signal })
    await chat.until(() => telegram.calls.length === 2)
    left.abort()
    await expect(hung).rejects.toThrow()
    await telegram.waitForCall('sendMessage', { count: 2 })
    expect(chat.messages).toHaveLength(1)
  })

  test(`${name}: a proxy answers in its place`, async () => {
    const { telegram, api } = await make()
    telegram.fail('getMe', { body: '<html>Bad Gateway</html>' })
    await expect(api.getMe()).rejects.toThrow(HttpError)
    expect(telegram.calls[0]?.status).toBe(502)
  })

  test(`${name}: a fault can be for some calls only, and taken back`, async () => {
    const { telegram, api, chat } = await make()
    const fault = telegram.fail('sendMessage', {
      times: Number.POSITIVE_INFINITY,
      status: 403,
      description: 'Forbidden: no',
      when: ({ params }) => params.text === 'bad',
    })
    await api.sendMessage(chat.id, 'good')
    expect((await refusal(api.sendMessage(chat.id, 'bad'))).description).toBe('Forbidden: no')
    fault.clear()
    await api.sendMessage(chat.id, 'bad')
    expect(chat.messages).toHaveLength(2)
  })
}
