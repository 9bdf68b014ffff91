import * as lark from '@larksuiteoapi/node-sdk'
import { onTestFinished } from 'vitest'
import { isJsonObject, type JsonObject } from '../kit/json.ts'
import { ManualClock } from '../kit/manual-clock.ts'
import type { FeishuApp } from './app.ts'
import type { FakeFeishu, FakeFeishuOptions } from './fake-feishu.ts'
import { FeishuServer } from './server.ts'
import type { StartedFeishu } from './transports.ts'

/** A logger for the SDK, whose own one writes to the standard output. */
export const SILENT = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {}, trace: () => {} }

/** The real SDK's client for an app. Its cache is its own: the SDK's default is shared by all. Source: facts 1.3. */
export function clientOf(url: string, { appId, appSecret }: FeishuApp): lark.Client {
  const cache = new lark.DefaultCache()
  return new lark.Client({ appId, appSecret, domain: url, cache, logger: SILENT, loggerLevel: lark.LoggerLevel.error })
}

/** Something to test with: a platform, its time, the real SDK as its bot, and Ann. */
export function sceneOn<T extends FakeFeishu>({ feishu, url, close }: StartedFeishu<T>, clock: ManualClock) {
  onTestFinished(close)
  const { bot } = feishu
  const ann = feishu.user({ name: 'Ann', language: 'zh_cn' })
  const chat = feishu.p2p(ann)
  return { feishu, url, clock, bot, client: clientOf(url, bot), ann, chat }
}

/** A platform over HTTP, on a clock that the test moves. */
export async function scene(options: FakeFeishuOptions = {}) {
  const clock = new ManualClock()
  const feishu = await FeishuServer.start({ clock, ...options })
  return sceneOn({ feishu, url: feishu.url, close: () => feishu.stop() }, clock)
}

/** What `sceneOn` returns, over whichever transport. */
export type Scene = ReturnType<typeof sceneOn<FakeFeishu>>

/** What a bot does with events, by their type; the answer is what the platform gets. */
export type Handlers = Readonly<Record<string, (event: JsonObject) => unknown>>

/** Options of `listen`. */
export interface ListenOptions {
  readonly bot?: FeishuApp
  readonly pingTimeoutS?: number
  readonly onError?: (error: Error) => void
  readonly onReconnected?: () => void
  /** False: does not wait until it is connected. */
  readonly wait?: boolean
}

/** Connects the real SDK's WSClient as a bot, until the test ends. */
export async function listen(
  { feishu, url }: { readonly feishu: FakeFeishu; readonly url: string },
  handlers: Handlers,
  options: ListenOptions = {},
): Promise<lark.WSClient> {
  const { bot = feishu.bot, pingTimeoutS = 10, wait = true } = options
  const { appId, appSecret } = bot
  const before = bot.connections.length
  const ws = new lark.WSClient({
    appId,
    appSecret,
    domain: url,
    logger: SILENT,
    loggerLevel: lark.LoggerLevel.error,
    wsConfig: { pingTimeout: pingTimeoutS },
    ...(options.onError && { onError: options.onError }),
    ...(options.onReconnected && { onReconnected: options.onReconnected }),
  })
  onTestFinished(() => ws.close({ force: true }))
  const eventDispatcher = new lark.EventDispatcher({ logger: SILENT, loggerLevel: lark.LoggerLevel.error })
  const wrapped = Object.fromEntries(
    Object.entries(handlers).map(([type, handle]) => [
      type,
      (event: unknown) => handle(isJsonObject(event) ? event : {}),
    ]),
  )
  void ws.start({ eventDispatcher: eventDispatcher.register(wrapped) })
  if (wait) await feishu.connected(bot, before + 1)
  return ws
}

/** What the API says: the code of the answer, however the SDK reports it. */
export async function codeOf(call: Promise<unknown>): Promise<number> {
  const answer = await call.then(
    (result) => result,
    (error: unknown) => bodyOf(error),
  )
  return isJsonObject(answer) && typeof answer.code === 'number' ? answer.code : Number.NaN
}

/** The body of an error answer, as axios has it. */
export function bodyOf(error: unknown): unknown {
  const response = isJsonObject(error) ? error.response : undefined
  if (!isJsonObject(response)) throw error
  return response.data
}

/** The parameters of a message to a chat. */
export function to(chat: { readonly id: string }, type: string, content: unknown, more: object = {}) {
  return {
    params: { receive_id_type: 'chat_id' as const },
    data: { receive_id: chat.id, msg_type: type, content: JSON.stringify(content), ...more },
  }
}

/** A card with a text and a button. */
export function card(text: string, label = 'Cancel', value: JsonObject = { token: 't1' }) {
  const button = {
    tag: 'button',
    type: 'danger',
    text: { tag: 'plain_text', content: label, i18n_content: { zh_cn: '取消' } },
    behaviors: [{ type: 'callback', value }],
  }
  const columns = [{ tag: 'column', width: 'auto', elements: [button] }]
  return {
    schema: '2.0',
    config: { update_multi: true },
    body: {
      elements: [
        { tag: 'markdown', content: text, i18n_content: { zh_cn: `忙：${text}` } },
        { tag: 'column_set', columns },
      ],
    },
  }
}
