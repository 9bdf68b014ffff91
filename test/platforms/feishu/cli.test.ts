import * as lark from '@larksuiteoapi/node-sdk'
import { expect, onTestFinished, test } from 'vitest'
import { runCli } from '../kit/run-cli.ts'
import { card, SILENT } from './scene.ts'

test('a bot can be tried by hand: what people do is typed, what is seen is printed', async () => {
  const { child, ready, ended, stderr, says } = runCli(import.meta.url)
  const [, domain = '', appId = '', appSecret = ''] = /^feishu-fake ready (\S+) (\S+) (\S+)$/.exec(await ready) ?? []
  const settings = { appId, appSecret, domain, logger: SILENT, loggerLevel: lark.LoggerLevel.error }
  const client = new lark.Client({ ...settings, cache: new lark.DefaultCache() })
  const connected = Promise.withResolvers<void>()
  const ws = new lark.WSClient({ ...settings, onReady: () => connected.resolve() })
  onTestFinished(() => ws.close({ force: true }))
  const eventDispatcher = new lark.EventDispatcher({ logger: SILENT, loggerLevel: lark.LoggerLevel.error }).register({
    'im.message.receive_v1': async ({ message }) => {
      const data = { msg_type: 'interactive', content: JSON.stringify(card(`You said: ${message.content}`)) }
      await client.im.v1.message.reply({ path: { message_id: message.message_id }, data })
    },
    'card.action.trigger': () => ({ toast: { content: 'Tapped' } }),
  })
  void ws.start({ eventDispatcher })
  await connected.promise
  child.stdin.write('bob@topics @bot hi\n')
  await says('You said')
  child.stdin.write('bob@topics tap 取消\n')
  await says('"event":"toast","text":"Tapped"')
  child.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
  expect(stderr()).toContain('"method":"message.reply","status":200')
  expect(stderr()).not.toContain(appSecret)
})

test('refuses unknown options with the usage', async () => {
  const { ended, stderr } = runCli(import.meta.url, '--prot', '0')
  expect(await ended).toEqual([2, null])
  expect(stderr()).toContain('node test/platforms/feishu/cli.ts')
})
