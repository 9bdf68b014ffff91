import { intercepted } from '../kit/intercepted.ts'
import type { FakeVk, FakeVkOptions } from './fake-vk.ts'
import { VkHandlers } from './handlers.ts'
import { VkServer } from './server.ts'

/** A started platform, over whichever transport. */
export interface StartedVk<T extends FakeVk = FakeVk> {
  readonly vk: T
  /** Stops it. Throws when a request went past it to the network. */
  close(): Promise<void>
}

/** The two ways to the same platform; tests run over both. */
export const TRANSPORTS: readonly {
  readonly name: 'http' | 'msw'
  readonly start: (options?: FakeVkOptions) => Promise<StartedVk>
}[] = [
  {
    name: 'http',
    async start(options) {
      const vk = await VkServer.start(options)
      return { vk, close: () => vk.stop() }
    },
  },
  {
    name: 'msw',
    async start(options = {}) {
      const vk = new VkHandlers(options)
      return { vk, close: intercepted(vk.handlers, () => vk.stop()) }
    },
  },
]
