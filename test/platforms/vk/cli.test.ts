import { expect, onTestFinished, test } from 'vitest'
import { Keyboard, VK } from 'vk-io'
import { runCli } from '../kit/run-cli.ts'

const NO_AGENT: object = { agent: undefined }

test('a bot can be tried by hand: what people do is typed, what is seen is printed', async () => {
  const { child, ready, ended, stderr, says } = runCli(import.meta.url, '--token', 'vk1.a.secret')
  const [, url = '', id = '', token = ''] = /^vk-fake ready (http:\S+) (\d+) (\S+)$/.exec(await ready) ?? []
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
  child.stdin.write('bob@chat @bot hi\n')
  await says('You said: @bot hi')
  child.stdin.write('bob@chat tap Again\n')
  await says('"event":"snackbar","text":"Tapped"')
  await bot.updates.stop()
  child.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
  expect(stderr()).toContain('"method":"messages.send"')
  expect(stderr()).not.toContain(token)
})

test('refuses unknown options with the usage', async () => {
  const { ended, stderr } = runCli(import.meta.url, '--prot', '0')
  expect(await ended).toEqual([2, null])
  expect(stderr()).toContain('node test/platforms/vk/cli.ts')
})
