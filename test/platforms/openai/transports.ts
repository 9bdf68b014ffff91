import { intercepted } from '../kit/intercepted.ts'
import type { FakeOpenAI, FakeOpenAIOptions } from './fake-openai.ts'
import { OpenAIHandlers } from './handlers.ts'
import { OpenAIServer } from './server.ts'

/** A started API, over whichever transport. */
export interface StartedOpenAI {
  readonly api: FakeOpenAI
  readonly url: string
  /** Stops it. Throws when a request went past it to the network. */
  close(): Promise<void>
}

/** The two ways to the same API; tests run over both. */
export const TRANSPORTS: readonly {
  readonly name: 'http' | 'msw'
  readonly start: (options?: FakeOpenAIOptions) => Promise<StartedOpenAI>
}[] = [
  {
    name: 'http',
    async start(options) {
      const api = await OpenAIServer.start(options)
      return { api, url: api.url, close: () => api.close() }
    },
  },
  {
    name: 'msw',
    async start(options = {}) {
      const api = new OpenAIHandlers(options)
      return { api, url: api.url, close: intercepted(api.handlers) }
    },
  },
]
