import { expect, test } from 'vitest'
import { TelegramServer } from '../../platforms/telegram/server.ts'
import { holdline } from '../support/cli.ts'
import { TelegramScene } from '../support/telegram.ts'

test('"doctor" looks at Telegram, also while the gateway runs, and takes nothing away from it', async () => {
  await using scene = await TelegramScene.start('direct chat')
  const { code, stdout } = await scene.gateway.command('doctor')
  expect(stdout).toMatch(/telegram default: @holdline_bot answers/)
  expect(stdout).toMatch(/privacy mode is on/)
  expect(code).toBe(0)
  scene.asks('hello')
  await scene.says(/: hello/)
})

test('"doctor" explains a token that Telegram does not know, and exits with 1', async () => {
  await using telegram = await TelegramServer.start()
  const env = {
    TELEGRAM_BOT_TOKEN: '123456:sesame',
    TELEGRAM_API_ROOT: telegram.url,
    HOLDLINE_STATE_DIR: '/tmp/none-of-doctor',
  }
  const { code, stdout } = await holdline(['doctor', '--json'], env)
  const { findings } = JSON.parse(stdout)
  expect(findings).toContainEqual({
    check: 'telegram default',
    ok: false,
    message: 'Telegram does not know this bot token',
    fix: expect.stringContaining('@BotFather'),
  })
  expect(stdout).not.toContain('sesame')
  expect(code).toBe(1)
})
