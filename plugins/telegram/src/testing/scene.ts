import type { ChatRef, Clock } from '@holdline/bridge'
import { onTestFinished } from 'vitest'
import { loggerTo } from '../../../../test/channels/logger-to.ts'
import { RecordingInbox } from '../../../../test/channels/recording-inbox.ts'
import { systemClock } from '../../../../test/platforms/kit/clock.ts'
import { strictNetwork } from '../../../../test/platforms/kit/strict-network.ts'
import type { Chat } from '../../../../test/platforms/telegram/chat.ts'
import type { FakeTelegramOptions } from '../../../../test/platforms/telegram/fake-telegram.ts'
import { TelegramHandlers } from '../../../../test/platforms/telegram/handlers.ts'
import { createTelegram, type Telegram } from '../channel.ts'
import type { TelegramAccount } from '../config.ts'
import { COMMANDS } from './messages.ts'

/** What a scene is made of. */
export interface SceneOptions {
  readonly telegram?: FakeTelegramOptions
  readonly account?: Partial<TelegramAccount>
  /** The channel's time. Default: this machine's. */
  readonly clock?: Clock
}

/** A channel that talks through the real SDK to a Telegram behind msw. */
export interface Scene {
  readonly telegram: TelegramHandlers
  readonly channel: Telegram
  readonly inbox: RecordingInbox
  /** Everything that was logged, as lines of JSON. */
  readonly log: string[]
  /** Connects the channel. */
  start(): Promise<void>
  /** Ends the channel's signal. */
  stop(): void
}

/** Sets a scene; at its end nothing may have reached the network, and no log line may hold the token. */
export function setScene({ telegram: options, account, clock = systemClock }: SceneOptions = {}): Scene {
  const telegram = new TelegramHandlers(options)
  const network = strictNetwork(telegram.handlers)
  const log: string[] = []
  const inbox = new RecordingInbox()
  const abort = new AbortController()
  const channel = createTelegram({
    account: { name: 'default', botToken: telegram.bot.token, apiRoot: telegram.url, ...account },
    commands: COMMANDS,
    texts: (locale, key) => `${key} in ${locale}`,
    locale: 'en',
    clock,
    logger: loggerTo(log),
  })
  onTestFinished(() => {
    abort.abort()
    telegram.stop()
    network.close()
    if (network.leaks.length > 0) throw new Error(`not intercepted: ${network.leaks.join(', ')}`)
    if (log.join().includes(telegram.bot.token)) throw new Error('the token was logged')
  })
  const start = () => channel.start(inbox, abort.signal)
  return { telegram, channel, inbox, log, start, stop: () => abort.abort() }
}

/** A chat of the platform, as the core addresses it. */
export function refOf(chat: Chat, thread?: number): ChatRef {
  return {
    channel: 'telegram',
    account: 'default',
    kind: chat.type === 'private' ? 'direct' : 'group',
    chat: String(chat.id),
    ...(thread === undefined ? {} : { thread: String(thread) }),
  }
}
