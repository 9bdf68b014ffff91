import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Bot, InlineKeyboard } from 'grammy'
import { expect, onTestFinished, test } from 'vitest'

const CLI = fileURLToPath(new URL('cli.ts', import.meta.url))

function run(...args: string[]) {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: 'pipe' })
  onTestFinished(() => void child.kill('SIGKILL'))
  const errors: string[] = []
  const log = createInterface(child.stderr).on('line', (line) => errors.push(line))
  return { child, log, exited: once(child, 'exit'), stderr: () => errors.join('\n') }
}

test('a bot can be tried by hand: what people do is typed, what is seen is printed', async () => {
  const { child, log, exited, stderr } = run('--username', 'my_bot')
  const [line] = await once(createInterface(child.stdout), 'line')
  const [, apiRoot = '', token = ''] = /^telegram-fake ready (http:\S+) (\S+)$/.exec(String(line)) ?? []
  const bot = new Bot(token, { client: { apiRoot } })
  bot.on('message', (ctx) =>
    ctx.reply(`You said: ${ctx.msg.text}`, { reply_markup: new InlineKeyboard().text('Again', 'a') }),
  )
  bot.on('callback_query', (ctx) => ctx.answerCallbackQuery('Tapped'))
  const running = bot.start()
  const seen = (part: string) =>
    new Promise<void>((resolve) => log.on('line', (text) => text.includes(part) && resolve()))
  const answered = seen('You said: @my_bot hi')
  child.stdin.write('bob@topic @my_bot hi\n')
  await answered
  const toast = seen('"event":"toast","text":"Tapped"')
  child.stdin.write('bob@topic tap Again\n')
  await toast
  await bot.stop()
  await running
  child.kill('SIGTERM')
  expect(await exited).toEqual([0, null])
  expect(stderr()).toContain('"method":"sendMessage","status":200')
  expect(stderr()).not.toContain(token)
})

test('refuses unknown options with the usage', async () => {
  const { exited, stderr } = run('--prot', '0')
  expect(await exited).toEqual([2, null])
  expect(stderr()).toContain('node test/platforms/telegram/cli.ts')
})
