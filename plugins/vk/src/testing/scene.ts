import type { ChatRef, Clock, Json } from '@holdline/bridge'
import { onTestFinished } from 'vitest'
import { loggerTo } from '../../../../test/channels/logger-to.ts'
import { memoryIn } from '../../../../test/channels/memory-in.ts'
import { RecordingInbox } from '../../../../test/channels/recording-inbox.ts'
import { systemClock } from '../../../../test/platforms/kit/clock.ts'
import { strictNetwork } from '../../../../test/platforms/kit/strict-network.ts'
import type { Chat } from '../../../../test/platforms/vk/chat.ts'
import type { FakeVkOptions } from '../../../../test/platforms/vk/fake-vk.ts'
import { VkHandlers } from '../../../../test/platforms/vk/handlers.ts'
import { createVk, type Vk } from '../channel.ts'
import type { VkAccount } from '../config.ts'
import { COMMANDS } from './samples.ts'

/** What a scene is made of. */
export interface SceneOptions {
  readonly vk?: FakeVkOptions
  readonly account?: Partial<VkAccount>
  /** What was kept before the start. */
  readonly kept?: Map<string, Json>
  /** The channel's time. Default: this machine's. */
  readonly clock?: Clock
  /** Rules that the test makes the channel break. */
  readonly breaks?: readonly string[]
}

/** A channel that talks through the real SDK to a VK behind msw. */
export interface Scene {
  readonly vk: VkHandlers
  readonly channel: Vk
  readonly inbox: RecordingInbox
  readonly kept: Map<string, Json>
  /** Everything that was logged, as lines of JSON. */
  readonly log: string[]
  /** Connects the channel. */
  start(): Promise<void>
  /** Ends the channel's signal. */
  stop(): void
}

/**
 * Sets a scene; at its end nothing may have reached the network, no rule of the platform may be broken, and no log line
 * may hold the token.
 */
export function setScene(options: SceneOptions = {}): Scene {
  const { vk: platform, account, clock = systemClock, kept = new Map<string, Json>(), breaks = [] } = options
  const vk = new VkHandlers(platform)
  const network = strictNetwork(vk.handlers)
  const log: string[] = []
  const inbox = new RecordingInbox()
  const abort = new AbortController()
  const { token } = vk.community
  const channel = createVk({
    account: { name: 'default', groupToken: token, apiRoot: vk.url, ...account },
    commands: COMMANDS,
    texts: (locale, key) => `${key} in ${locale}`,
    memory: memoryIn(kept),
    clock,
    logger: loggerTo(log),
  })
  onTestFinished(() => {
    abort.abort()
    vk.stop()
    network.close()
    if (network.leaks.length > 0) throw new Error(`not intercepted: ${network.leaks.join(', ')}`)
    if (log.join().includes(token)) throw new Error('the token was logged')
    const broken = vk.violations.filter(({ rule }) => !breaks.includes(rule))
    if (broken.length > 0) throw new Error(broken.map(({ rule, message }) => `${rule}: ${message}`).join('; '))
  })
  const start = () => channel.start(inbox, abort.signal)
  return { vk, channel, inbox, kept, log, start, stop: () => abort.abort() }
}

/** A chat of the platform, as the core addresses it. */
export function refOf(chat: Chat): ChatRef {
  const kind = chat.kind === 'direct' ? 'direct' : 'group'
  return { channel: 'vk', account: 'default', kind, chat: String(chat.peerId) }
}
