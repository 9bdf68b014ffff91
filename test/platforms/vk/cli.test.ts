import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { Keyboard, VK } from 'vk-io'

const CLI = fileURLToPath(new URL('cli.ts', import.meta.url))
const NO_AGENT: object = { agent: undefined }

function run(...args: string[]) {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: 'pipe' })
  onTestFinished(() => void child.kill('SIGKILL'))
  const errors: string[] = []
  const log = createInterface(child.stderr).on('line', (line) => errors.push(line))
  return { child, log, exited: once(child, 'exit'), stderr: () => errors.join('\n') }
}

test('a bot can be tried by hand: what people do is typed, what is seen is printed', async () => {
  const { child, log, exited, stderr } = run('--token', 'vk1.a.secret')
  const [line] = await once(createInterface(child.stdout), 'line')
  const [, url = '', id = '', token = ''] = /^vk-fake ready (http:\S+) (\d+) (\S+)$/.exec(String(line)) ?? []
  const bot = new VK({ token, pollingGroupId: Number(id), apiBaseUrl: `${url}/method`, apiLimit: 20, ...NO_AGENT })
  onTestFinished(() => bot.updates.stop())
  await bot.api.groups.setLongPollSettings({ group_id: Number(id), message_event: true })
  const keyboard = Keyboard.builder()
    .callbackButton({ label: 'Again', payload: { a: 1 } })
    .inline()
  bot.updates.on('message_new', ({ peerId, text }) =>
    bot.api.messages.send({ peer_id: peerId, message: `You said: ${text}`, random_id: 1, keyboard }),
  )
  bot.updates.on('message_event', (context) => context.answer({ type: 'show_snackbar', text: 'Tapped' }))
  await bot.updates.startPolling()
  const seen = (part: string) =>
    new Promise<void>((resolve) => log.on('line', (text) => text.includes(part) && resolve()))
  const answered = seen('You said: @bot hi')
  child.stdin.write('bob@chat @bot hi\n')
  await answered
  const snackbar = seen('"event":"snackbar","text":"Tapped"')
  child.stdin.write('bob@chat tap Again\n')
  await snackbar
  await bot.updates.stop()
  child.kill('SIGTERM')
  expect(await exited).toEqual([0, null])
  expect(stderr()).toContain('"method":"messages.send"')
  expect(stderr()).not.toContain(token)
})

test('refuses unknown options with the usage', async () => {
  const { exited, stderr } = run('--prot', '0')
  expect(await exited).toEqual([2, null])
  expect(stderr()).toContain('node test/platforms/vk/cli.ts')
})
