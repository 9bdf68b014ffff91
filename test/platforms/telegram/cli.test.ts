import { Bot, InlineKeyboard } from 'grammy'
import { expect, test } from 'vitest'
import { runCli } from '../kit/run-cli.ts'

test('a bot can be tried by hand: what people do is typed, what is seen is printed', async () => {
  const { child, ready, ended, stderr, says } = runCli(import.meta.url, '--username', 'my_bot')
  const [, apiRoot = '', token = ''] = /^telegram-fake ready (http:\S+) (\S+)$/.exec(await ready) ?? []
  const bot = new Bot(token, { client: { apiRoot } })
  bot.on('message', (ctx) =>
    ctx.reply(`You said: ${ctx.msg.text}`, { reply_markup: new InlineKeyboard().text('Again', 'a') }),
  )
  bot.on('callback_query', (ctx) => ctx.answerCallbackQuery('Tapped'))
  const running = bot.start()
  child.stdin.write('bob@topic @my_bot hi\n')
  await says('You said: @my_bot hi')
  child.stdin.write('bob@topic tap Again\n')
  await says('"event":"toast","text":"Tapped"')
  await bot.stop()
  await running
  child.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
  expect(stderr()).toContain('"method":"sendMessage","status":200')
  expect(stderr()).not.toContain(token)
})

test('refuses unknown options with the usage', async () => {
  const { ended, stderr } = runCli(import.meta.url, '--prot', '0')
  expect(await ended).toEqual([2, null])
  expect(stderr()).toContain('node test/platforms/telegram/cli.ts')
})
