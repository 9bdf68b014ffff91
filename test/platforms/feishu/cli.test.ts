import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import * as lark from '@larksuiteoapi/node-sdk'
import { expect, onTestFinished, test } from 'vitest'
import { card, SILENT } from './scene.ts'

const CLI = fileURLToPath(new URL('cli.ts', import.meta.url))

function run(...args: string[]) {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: 'pipe' })
  onTestFinished(() => void child.kill('SIGKILL'))
  const errors: string[] = []
  const log = createInterface(child.stderr).on('line', (line) => errors.push(line))
  return { child, log, exited: once(child, 'exit'), stderr: () => errors.join('\n') }
}

test('a bot can be tried by hand: what people do is typed, what is seen is printed', async () => {
  const { child, log, exited, stderr } = run()
  const [line] = await once(createInterface(child.stdout), 'line')
  const [, domain = '', appId = '', appSecret = ''] = /^feishu-fake ready (\S+) (\S+) (\S+)$/.exec(String(line)) ?? []
  const settings = { appId, appSecret, domain, logger: SILENT, loggerLevel: lark.LoggerLevel.error }
  const client = new lark.Client({ ...settings, cache: new lark.DefaultCache() })
  const ready = Promise.withResolvers<void>()
  const ws = new lark.WSClient({ ...settings, onReady: () => ready.resolve() })
  onTestFinished(() => ws.close({ force: true }))
  const eventDispatcher = new lark.EventDispatcher({ logger: SILENT, loggerLevel: lark.LoggerLevel.error }).register({
    'im.message.receive_v1': async ({ message }) => {
      const data = { msg_type: 'interactive', content: JSON.stringify(card(`You said: ${message.content}`)) }
      await client.im.v1.message.reply({ path: { message_id: message.message_id }, data })
    },
    'card.action.trigger': () => ({ toast: { content: 'Tapped' } }),
  })
  void ws.start({ eventDispatcher })
  await ready.promise
  const seen = (part: string) =>
    new Promise<void>((resolve) => log.on('line', (text) => text.includes(part) && resolve()))
  const answered = seen('You said')
  child.stdin.write('bob@topics @bot hi\n')
  await answered
  const toast = seen('"event":"toast","text":"Tapped"')
  child.stdin.write('bob@topics tap 取消\n')
  await toast
  child.kill('SIGTERM')
  expect(await exited).toEqual([0, null])
  expect(stderr()).toContain('"method":"message.reply","status":200')
  expect(stderr()).not.toContain(appSecret)
})

test('refuses unknown options with the usage', async () => {
  const { exited, stderr } = run('--prot', '0')
  expect(await exited).toEqual([2, null])
  expect(stderr()).toContain('node test/platforms/feishu/cli.ts')
})
