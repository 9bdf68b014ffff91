import { type ChatRef, type Clock, commandWords, type Json } from '@holdline/bridge'
import { locales } from '@holdline/locales'
import { onTestFinished } from 'vitest'
import { loggerTo } from '../../../../test/channels/logger-to.ts'
import { memoryIn } from '../../../../test/channels/memory-in.ts'
import { RecordingInbox } from '../../../../test/channels/recording-inbox.ts'
import type { FeishuApp } from '../../../../test/platforms/feishu/app.ts'
import type { Chat } from '../../../../test/platforms/feishu/chat.ts'
import type { FakeFeishu, FakeFeishuOptions } from '../../../../test/platforms/feishu/fake-feishu.ts'
import { FeishuHandlers } from '../../../../test/platforms/feishu/handlers.ts'
import { FeishuServer } from '../../../../test/platforms/feishu/server.ts'
import { systemClock } from '../../../../test/platforms/kit/clock.ts'
import { strictNetwork } from '../../../../test/platforms/kit/strict-network.ts'
import { createFeishu, type Feishu } from '../channel.ts'
import type { FeishuAccount } from '../config.ts'

/** What a scene is made of. */
export interface SceneOptions {
  readonly feishu?: FakeFeishuOptions
  readonly account?: Partial<FeishuAccount>
  /** Which bot it is. Default: the platform's first one. */
  readonly bot?: FeishuApp
  /** The channel's time. Default: this machine's. */
  readonly clock?: Clock
  /** What an earlier process left: its traces of typing, and its threads. */
  readonly left?: Map<string, Json>
  readonly threads?: Map<string, Json>
}

/** A channel that talks through the real SDK to a Feishu of ours. */
export interface Scene<T extends FakeFeishu> {
  readonly feishu: T
  readonly channel: Feishu
  readonly inbox: RecordingInbox
  /** Everything that was logged, as lines of JSON. */
  readonly log: string[]
  readonly memory: Map<string, Json>
  /** Connects the channel. */
  start(): Promise<void>
  /** Ends the channel's signal. */
  stop(): void
  /** Another process with the same store. */
  again(): Scene<T>
  /** Another bot on the same platform. */
  beside(bot: FeishuApp): Scene<T>
}

/**
 * A scene behind msw: nothing may reach the network. Events come by webhook there, since msw cannot intercept the long
 * connection of the SDK.
 */
export function setScene(options: SceneOptions = {}): Scene<FeishuHandlers> {
  const feishu = new FeishuHandlers(options.feishu)
  const network = strictNetwork(feishu.handlers)
  const webhook = { connectionMode: 'webhook', verificationToken: 'verify', encryptKey: 'encrypt' } as const
  const scene = sceneWith(feishu, feishu.url, { ...options, account: { ...webhook, ...options.account } })
  onTestFinished(() => {
    feishu.stop()
    network.close()
    if (network.leaks.length > 0) throw new Error(`not intercepted: ${network.leaks.join(', ')}`)
  })
  return scene
}

/** A scene on a real server, with a real long connection. */
export async function serveScene(options: SceneOptions = {}): Promise<Scene<FeishuServer>> {
  const feishu = await FeishuServer.start(options.feishu)
  const scene = sceneWith(feishu, feishu.url, options)
  onTestFinished(() => feishu.stop())
  return scene
}

function sceneWith<T extends FakeFeishu>(
  feishu: T,
  url: string,
  { account, bot = feishu.bot, clock = systemClock, left: memory = new Map(), threads = new Map() }: SceneOptions,
): Scene<T> {
  const log: string[] = []
  const inbox = new RecordingInbox()
  const abort = new AbortController()
  const { appId, appSecret } = bot
  const channel = createFeishu({
    account: { name: 'default', appId, appSecret, domain: url, ...account },
    commands: commandWords(locales),
    texts: (locale, key) => `${key} in ${locale}`,
    memory: memoryIn(memory),
    threads: memoryIn(threads),
    clock,
    random: () => 0,
    logger: loggerTo(log),
  })
  onTestFinished(() => {
    abort.abort()
    if (log.join().includes(appSecret)) throw new Error('the secret was logged')
    if (/\bt-[\w-]{10,}/.test(log.join())) throw new Error('a token was logged')
  })
  const start = () => channel.start(inbox, abort.signal)
  const again = () =>
    sceneWith(feishu, url, { ...(account === undefined ? {} : { account }), bot, clock, left: memory, threads })
  const beside = (other: FeishuApp) => sceneWith(feishu, url, { bot: other, clock })
  return { feishu, channel, inbox, log, memory, start, stop: () => abort.abort(), again, beside }
}

/** A chat of the platform, as the core addresses it. */
export function refOf(chat: Chat, thread?: string): ChatRef {
  return {
    channel: 'feishu',
    account: 'default',
    kind: chat.type === 'p2p' ? 'direct' : 'group',
    chat: chat.id,
    ...(thread === undefined ? {} : { thread }),
  }
}
