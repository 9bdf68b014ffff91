import { intercepted } from '../kit/intercepted.ts'
import type { FakeTelegram, FakeTelegramOptions } from './fake-telegram.ts'
import { TelegramHandlers } from './handlers.ts'
import { TelegramServer } from './server.ts'

/** A started platform, over whichever transport. */
export interface StartedTelegram<T extends FakeTelegram = FakeTelegram> {
  readonly telegram: T
  readonly url: string
  /** Stops it. Throws when a request went past it to the network. */
  close(): Promise<void>
}

/** The two ways to the same platform; tests run over both. */
export const TRANSPORTS: readonly {
  readonly name: 'http' | 'msw'
  readonly start: (options?: FakeTelegramOptions) => Promise<StartedTelegram>
}[] = [
  {
    name: 'http',
    async start(options) {
      const telegram = await TelegramServer.start(options)
      return { telegram, url: telegram.url, close: () => telegram.stop() }
    },
  },
  {
    name: 'msw',
    async start(options = {}) {
      const telegram = new TelegramHandlers(options)
      return { telegram, url: telegram.url, close: intercepted(telegram.handlers, () => telegram.stop()) }
    },
  },
]
