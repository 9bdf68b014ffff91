import type { Gateway } from '@holdline/bridge'
import { type AgentGatewayOptions, createAgentGateway } from '@holdline/gateway'
import { expect, onTestFinished, vi } from 'vitest'
import { realClock, TestLog } from './test-log.ts'

// Starting a process takes seconds on a machine that is busy with other tests.
vi.setConfig({ testTimeout: 30_000 })

const EVENTUALLY_MS = 15_000

/** An expectation of something that comes true in a while. */
export function eventually<T>(look: () => T) {
  return expect.poll(look, { timeout: EVENTUALLY_MS })
}

/** Retries without the pauses that people would notice. */
const QUICK = {
  backoffMs: 5,
  backoffMaxMs: 20,
  rateLimitBackoffMs: 5,
  partialEveryMs: 1,
  serverBackoffMs: 5,
  serverBackoffMaxMs: 20,
} as const

/** What a test sets of an agent; the rest is quick and quiet. */
export interface AgentSetup {
  readonly baseUrl?: string
  readonly apiKey?: string
  readonly models?: readonly string[]
  readonly mcpServers?: AgentGatewayOptions['mcpServers']
  readonly limits?: AgentGatewayOptions['limits'] | undefined
}

/** An embedded gateway for one test, closed with it, and its log. */
export function startAgent({ baseUrl, apiKey, models = ['fake-model'], mcpServers = {}, limits }: AgentSetup): {
  gateway: Gateway
  log: TestLog
} {
  const log = new TestLog()
  const gateway = createAgentGateway({
    model: {
      models,
      ...(baseUrl === undefined ? {} : { baseUrl }),
      ...(apiKey === undefined ? {} : { apiKey }),
    },
    mcpServers,
    clock: realClock,
    log,
    limits: { ...QUICK, ...limits },
  })
  onTestFinished(async () => await gateway.close?.())
  return { gateway, log }
}

/** A signal that never aborts. */
export function never(): AbortSignal {
  return new AbortController().signal
}
