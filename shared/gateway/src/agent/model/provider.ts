import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import type { LanguageModelV4 } from '@ai-sdk/provider'
import { eventStreamFetch } from './event-stream-fetch.ts'

/** Where an OpenAI-compatible server is. */
export interface ProviderOptions {
  readonly baseUrl: string
  readonly apiKey?: string
}

/** A model of an OpenAI-compatible server. */
export function providerModel(options: ProviderOptions, model: string): LanguageModelV4 {
  const provider = createOpenAICompatible({
    name: 'provider',
    baseURL: options.baseUrl,
    ...(options.apiKey === undefined ? {} : { apiKey: options.apiKey }),
    fetch: eventStreamFetch,
  })
  return provider(model)
}
