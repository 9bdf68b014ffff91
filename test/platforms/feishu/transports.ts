import { intercepted } from '../kit/intercepted.ts'
import type { FakeFeishu, FakeFeishuOptions } from './fake-feishu.ts'
import { FeishuHandlers } from './handlers.ts'
import { FeishuServer } from './server.ts'

/** A started platform, over whichever transport. */
export interface StartedFeishu<T extends FakeFeishu = FakeFeishu> {
  readonly feishu: T
  readonly url: string
  /** Stops it. Throws when a request went past it to the network. */
  close(): Promise<void>
}

/** The two ways to the same platform; tests of its methods run over both. */
export const TRANSPORTS: readonly {
  readonly name: 'http' | 'msw'
  readonly start: (options?: FakeFeishuOptions) => Promise<StartedFeishu>
}[] = [
  {
    name: 'http',
    async start(options) {
      const feishu = await FeishuServer.start(options)
      return { feishu, url: feishu.url, close: () => feishu.stop() }
    },
  },
  {
    name: 'msw',
    async start(options = {}) {
      const feishu = new FeishuHandlers(options)
      return { feishu, url: feishu.url, close: intercepted(feishu.handlers, () => feishu.stop()) }
    },
  },
]
