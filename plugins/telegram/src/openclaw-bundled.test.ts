import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { bundledAccountWith, fixOfConflict } from './openclaw-bundled.ts'
import { telegramPlugin } from './openclaw-definition.ts'

const TOKEN = '1:mine'
const channel = (telegram: unknown, more: object = {}) => ({ channels: { telegram }, ...more })

test('the bundled channel receives with a token of its section, of an account, of a file, or of the environment', () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdline-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const tokenFile = join(folder, 'token')
  writeFileSync(tokenFile, `${TOKEN}\n`)
  expect(bundledAccountWith(TOKEN, channel({ botToken: TOKEN }), {})).toBe('channels.telegram.botToken')
  expect(bundledAccountWith(TOKEN, channel({ accounts: { a: { botToken: TOKEN } } }), {})).toBe(
    'channels.telegram.accounts.a.botToken',
  )
  expect(bundledAccountWith(TOKEN, channel({ tokenFile, botToken: '2:other' }), {})).toBe('channels.telegram.tokenFile')
  expect(bundledAccountWith(TOKEN, {}, { TELEGRAM_BOT_TOKEN: TOKEN })).toBe('the environment’s TELEGRAM_BOT_TOKEN')
})

test('it does not receive when it is off, or with another token', () => {
  expect(bundledAccountWith(TOKEN, channel({ enabled: false, botToken: TOKEN }), { TELEGRAM_BOT_TOKEN: TOKEN })).toBe(
    null,
  )
  expect(bundledAccountWith(TOKEN, channel({ accounts: { a: { enabled: false, botToken: TOKEN } } }), {})).toBe(null)
  const plugins = { entries: { telegram: { enabled: false } } }
  expect(bundledAccountWith(TOKEN, channel({ botToken: TOKEN }, { plugins }), {})).toBe(null)
  expect(bundledAccountWith(TOKEN, channel({ botToken: '2:other', tokenFile: '/nowhere' }), {})).toBe(null)
})

test('a conflict names the bundled channel where it is on, and never a token', () => {
  expect(fixOfConflict(channel({ botToken: TOKEN }), {})).toContain('config set channels.telegram.enabled false')
  expect(fixOfConflict(channel({ botToken: TOKEN }), {})).not.toContain(TOKEN)
  expect(fixOfConflict({}, {})).toContain('stop the other program')
})

test('a webhook needs its secret and a path that the gateway serves; the fix is named', () => {
  const missing = (config: object) =>
    telegramPlugin.missing(telegramPlugin.schema.parse({ botToken: '1234567:abc', ...config }), {}, 'default')
  const webhookUrl = 'https://bot.example.com/holdline-telegram/hook'
  expect(missing({ webhookUrl })).toContain('webhookSecret: required')
  expect(missing({ webhookUrl, webhookSecret: 's' })).toBe(null)
  expect(missing({ webhookUrl: 'https://bot.example.com/hook', webhookSecret: 's' })).toContain(
    'webhookUrl: its path must begin with /holdline-telegram/',
  )
})

test('an operator’s section for the bundled channel is taken, or refused with what to do instead', () => {
  for (const [key, { why }] of Object.entries(telegramPlugin.foreignKeys ?? {})) expect(why, key).toMatch(/\w{3} \w/)
  expect(telegramPlugin.schema.parse({ streaming: { mode: 'partial', chunkMode: 'length' } }).streaming).toMatchObject({
    mode: 'partial',
  })
})
