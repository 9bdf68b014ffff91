import type { OpenAIServer } from '../../platforms/openai/server.ts'

/** The variables that point a gateway to a model server. */
export function modelVariables(server: OpenAIServer, models = 'fake-model'): Readonly<Record<string, string>> {
  return { OPENAI_BASE_URL: server.url, OPENAI_API_KEY: 'sk-e2e-key-of-nobody', HOLDLINE_MODEL: models }
}

/** For waits on the model server: its own patience is that of unit tests. */
export const PATIENT = { timeoutMs: 30_000 }
