import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { commandWords } from '@holdline/bridge'
import { locales } from '@holdline/locales'
import { expect, onTestFinished, test } from 'vitest'
import { loggerTo } from '../../../test/channels/logger-to.ts'
import { memoryEngine } from '../../../test/channels/memory-engine.ts'
import { RecordingInbox } from '../../../test/channels/recording-inbox.ts'
import { systemClock } from '../../../test/platforms/kit/clock.ts'
import { VkServer } from '../../../test/platforms/vk/server.ts'
import { vkPlugin } from './openclaw-definition.ts'

const missing = (config: object) => vkPlugin.missing(vkPlugin.schema.parse(config), {}, 'default')

/** A host's port, with the plugin's route on it. */
async function hostPort() {
  const open: ReturnType<typeof vkPlugin.open>[] = []
  let take: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined
  const registerHttpRoute = (route: { readonly path: string; readonly handler: NonNullable<typeof take> }) => {
    expect(route).toMatchObject({ path: '/holdline-vk', match: 'prefix', auth: 'plugin' })
    take = route.handler
  }
  const accounts = { get: () => open[0], all: () => open }
  vkPlugin.register?.({ registerHttpRoute }, accounts, { read: async () => null })
  const server = createServer((request, response) => void take?.(request, response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return { open, url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}` }
}

test('what is missing is named with its key', () => {
  const groupToken = 'vk1.a.of-nobody'
  expect(missing({ groupToken })).toBeNull()
  expect(missing({})).toMatch(/^channels\.holdline-vk\.groupToken: required/)
  const called = { groupToken, callbackUrl: 'https://bot.example/holdline-vk/main' }
  expect(missing(called)).toMatch(/^channels\.holdline-vk\.groupId: required/)
  expect(missing({ ...called, groupId: 5 })).toMatch(/^channels\.holdline-vk\.callbackSecret: required/)
  const whole = { ...called, groupId: 5, callbackSecret: 'hush' }
  expect(missing(whole)).toBeNull()
  expect(missing({ ...whole, callbackUrl: 'https://bot.example/vk' })).toMatch(/callbackUrl: .*\/holdline-vk\//)
})

test('a probe names the keys of the host', async () => {
  const config = vkPlugin.schema.parse({ groupToken: 'vk1.a.of-nobody', apiRoot: 'http://127.0.0.1:9' })
  const findings = await vkPlugin.probe?.({ name: 'default', config, hostConfig: {} }, false)
  expect(JSON.stringify(findings)).toContain('channels.holdline-vk.apiRoot')
  expect(JSON.stringify(findings)).not.toMatch(/VK_|of-nobody/)
})

test('by Callback API on the host’s own port, each community under its own path', async () => {
  const host = await hostPort()
  const vk = await VkServer.start()
  const { token: groupToken, id: groupId } = vk.community
  const callbackUrl = `${host.url}/holdline-vk/main`
  const post = async (path: string) => (await fetch(`${host.url}${path}`, { method: 'POST', body: '{}' })).status
  expect(await post('/holdline-vk/main'), 'the account is only starting').toBe(503)

  const config = vkPlugin.schema.parse({ groupToken, groupId, apiRoot: vk.url, callbackUrl, callbackSecret: 'hush' })
  const opened = vkPlugin.open({
    account: 'default',
    config,
    hostConfig: {},
    language: 'en',
    engine: memoryEngine(),
    clock: systemClock,
    logger: loggerTo([]),
    commands: commandWords(locales),
    isControl: () => false,
  })
  expect(opened.mode).toBe('webhook')
  host.open.push(opened)
  const abort = new AbortController()
  onTestFinished(async () => {
    abort.abort()
    await vk.stop()
  })
  const inbox = new RecordingInbox()
  await opened.channel.start(inbox, abort.signal)
  await vk.connectCallback(callbackUrl, { secret: 'hush', events: ['message_new'] })
  const ann = vk.person({ firstName: 'Ann' })
  ann.sends(vk.directChat(ann), 'hello by callback')
  await expect.poll(() => inbox.texts, { timeout: 10_000 }).toEqual(['hello by callback'])
  expect(await post('/holdline-vk/another')).toBe(404)
})
