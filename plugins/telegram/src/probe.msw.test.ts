import { expect, onTestFinished, test } from 'vitest'
import { strictNetwork } from '../../../test/platforms/kit/strict-network.ts'
import type { AccountOptions } from '../../../test/platforms/telegram/bot-account.ts'
import { TelegramHandlers } from '../../../test/platforms/telegram/handlers.ts'
import type { TelegramAccount } from './config.ts'
import { probeTelegram } from './probe.ts'

function setUp(bot: AccountOptions = {}) {
  const telegram = new TelegramHandlers({ bot })
  const network = strictNetwork(telegram.handlers)
  onTestFinished(() => {
    telegram.stop()
    network.close()
  })
  const account: TelegramAccount = { name: 'default', botToken: telegram.bot.token, apiRoot: telegram.url }
  return { telegram, account }
}

test('a bot that is as it should be', async () => {
  const { account } = setUp()
  expect(await probeTelegram(account, true)).toEqual([
    { check: 'telegram default', ok: true, message: '@holdline_bot answers' },
    { check: 'telegram default', ok: true, message: expect.stringContaining('privacy mode is on') },
  ])
})

test('a wrong token, with how to get the right one', async () => {
  const { account } = setUp()
  const findings = await probeTelegram({ ...account, botToken: '1:wrong' }, false)
  expect(findings).toMatchObject(
    [{ ok: false, message: /token/, fix: /@BotFather/ }].map((one) => ({
      ...one,
      message: expect.stringMatching(one.message),
      fix: expect.stringMatching(one.fix),
    })),
  )
})

test('a Telegram that cannot be reached, without the token in the message', async () => {
  const { telegram, account } = setUp()
  telegram.fail('*', { dropBefore: true, times: 9 })
  const [finding] = await probeTelegram(account, false)
  expect(finding).toMatchObject({ ok: false, fix: expect.stringContaining('TELEGRAM_API_ROOT') })
  expect(JSON.stringify(finding)).not.toContain(telegram.bot.token)
})

test('groups that want every message, while privacy mode holds it back', async () => {
  const { account } = setUp()
  const findings = await probeTelegram({ ...account, groups: { '-5': { requireMention: false } } }, true)
  expect(findings[1]).toMatchObject({
    ok: false,
    message: expect.stringContaining('-5'),
    fix: expect.stringContaining('/setprivacy'),
  })
})

test('groups that want every message, and get it', async () => {
  const { account } = setUp({ privacy: false })
  const findings = await probeTelegram({ ...account, groups: { '-5': { requireMention: false } } }, true)
  expect(findings[1]).toMatchObject({ ok: true, message: expect.stringContaining('all messages') })
})

test('a webhook that keeps messages from a bot that polls', async () => {
  const { telegram, account } = setUp()
  await fetch(`${telegram.url}/bot${telegram.bot.token}/setWebhook?url=https://other.example/secret-path`)
  const findings = await probeTelegram(account, false)
  expect(findings.at(-1)).toMatchObject({ ok: false, message: expect.stringContaining('other.example') })
  expect(JSON.stringify(findings)).not.toContain('secret-path')
})

test('a webhook that is not the one of the configuration', async () => {
  const { account } = setUp()
  const findings = await probeTelegram({ ...account, webhookUrl: 'https://bot.example/t', webhookSecret: 's' }, false)
  expect(findings.at(-1)).toMatchObject({ ok: false, message: expect.stringContaining('not set') })
})

test('another program with the same token, and no message is taken from it', async () => {
  const { telegram, account } = setUp()
  const url = `${telegram.url}/bot${telegram.bot.token}/getUpdates?timeout=30`
  const other = async () => {
    for (let poll = 0; poll < 2; poll += 1)
      await fetch(url)
        .then((response) => response.text())
        .catch(() => {})
  }
  const polling = other()
  const findings = await probeTelegram(account, false)
  expect(findings.at(-1)).toMatchObject({ ok: false, message: expect.stringContaining('another program') })
  telegram.stop()
  await polling
}, 20_000)
