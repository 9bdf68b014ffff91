import { backoff, type Clock, type Logger, pause } from '@holdline/bridge'
import { EventDispatcher, LoggerLevel, WSClient } from '@larksuiteoapi/node-sdk'
import type { FeishuApi } from './api.ts'
import { type FeishuAccount, secretsOf } from './config.ts'
import { FeishuFailure, failureOf } from './errors.ts'
import { EVENT, IGNORED_EVENTS } from './events.ts'
import { createEndpointHttp } from './http-client.ts'
import {
  CALL_TIMEOUT_MS,
  CONNECT_BACKOFF,
  CONNECT_WITHIN_MS,
  HANDSHAKE_TIMEOUT_MS,
  PING_EVERY_MS,
  PONG_WITHIN_S,
  STEADY_MS,
} from './limits.ts'
import type { Answer } from './receiver.ts'
import { sdkLogger } from './sdk-logger.ts'
import { keepFirstFrames, openOnlyWhile, pingEvery, takeCardFrames } from './sdk-private.ts'

/** What a long connection works with. */
export interface ConnectionParts {
  readonly api: FeishuApi
  readonly account: FeishuAccount
  readonly clock: Clock
  /** In [0, 1). */
  readonly random: () => number
  readonly logger: Logger
  /** Takes an event; resolves with what the platform is to be told, rejects when it is not to be acknowledged. */
  readonly take: (type: string, event: unknown) => Promise<Answer>
  readonly connected: () => void
  /** It is not connected, and is being connected again. */
  readonly failed: (error: FeishuFailure, attempt: number) => void
  readonly signal: AbortSignal
}

/**
 * Keeps one long connection until it is stopped. The SDK's client ends for good when the endpoint answers with almost any
 * code, also with one that means "busy" in the middle of a reconnect, and else waits up to minutes between its tries. So
 * each connection here is a client of its own: whatever goes wrong with it, it is closed, and the next one is begun.
 */
export async function keepConnected(parts: ConnectionParts): Promise<void> {
  const { clock, signal, random } = parts
  for (let failures = 0; !signal.aborted; ) {
    let since = Number.POSITIVE_INFINITY
    const ended = await connection(parts, () => {
      since = clock.now()
      parts.connected()
    })
    if (signal.aborted) return
    // One that breaks right away, as behind a proxy that lets none live, is as good as none.
    failures = clock.now() - since >= STEADY_MS ? 1 : failures + 1
    parts.failed(ended, failures)
    try {
      // Jitter: after an outage not all bots of the world come back in one moment.
      const { firstMs, longestMs } = CONNECT_BACKOFF
      if (ended.kind === 'flood') await pause(Math.min(ended.retryAfterMs ?? 0, longestMs), clock, signal)
      const range = { firstMs: firstMs * (0.5 + random() / 2), longestMs: longestMs * (0.5 + random() / 2) }
      await backoff(failures, range, clock, signal)
    } catch {
      return // It was stopped.
    }
  }
}

/** One connection. Resolves with why it ended. */
async function connection(parts: ConnectionParts, connected: () => void): Promise<FeishuFailure> {
  const { api, account, clock, logger, signal } = parts
  const secrets = secretsOf(account)
  const ended = Promise.withResolvers<FeishuFailure>()
  let endpoint: unknown = null
  const client = new WSClient({
    appId: account.appId,
    appSecret: account.appSecret,
    domain: api.domain,
    httpInstance: createEndpointHttp(
      { agents: api.agents, proxied: account.proxy !== undefined, timeoutMs: CALL_TIMEOUT_MS },
      (error) => {
        endpoint = error
        // The SDK would wait for up to two minutes before it tries again.
        if (error !== null) return ended.resolve(failureOf(error, 'long connection', secrets))
        cancel()
        cancel = clock.after(HANDSHAKE_TIMEOUT_MS, checkIt)
      },
    ),
    logger: sdkLogger(logger, secrets),
    loggerLevel: LoggerLevel.error,
    source: 'holdline',
    handshakeTimeoutMs: HANDSHAKE_TIMEOUT_MS,
    wsConfig: { pingTimeout: PONG_WITHIN_S },
    ...(api.agents.socketAgent === undefined ? {} : { agent: api.agents.socketAgent }),
    onReady: connected,
    onReconnecting: () => ended.resolve(new FeishuFailure('lost', 'long connection: the connection broke')),
    onError: (error) =>
      ended.resolve(
        endpoint === null
          ? failureOf(error, 'long connection', secrets)
          : failureOf(endpoint, 'long connection', secrets),
      ),
  })
  takeCardFrames(client)
  keepFirstFrames(client)
  pingEvery(client, PING_EVERY_MS)
  openOnlyWhile(client, () => !isClosed)
  let isClosed = false
  let cancel = clock.after(CONNECT_WITHIN_MS, checkIt)
  const stop = () => ended.resolve(new FeishuFailure('stopped', 'long connection: stopped'))
  signal.addEventListener('abort', stop)
  try {
    await client.start({ eventDispatcher: dispatcher(parts) })
    return await ended.promise
  } finally {
    cancel()
    signal.removeEventListener('abort', stop)
    isClosed = true
    client.close({ force: true })
  }

  function checkIt(): void {
    if (client.getConnectionStatus().state !== 'connected')
      ended.resolve(new FeishuFailure('lost', 'long connection: it was not there in time'))
  }
}

function dispatcher({ take, logger, account }: ConnectionParts): EventDispatcher {
  const handlers = Object.values(EVENT).map((type) => [type, (event: unknown) => take(type, event)] as const)
  const ignored = IGNORED_EVENTS.map((type) => [type, () => undefined] as const)
  return new EventDispatcher({
    loggerLevel: LoggerLevel.error,
    logger: sdkLogger(logger, secretsOf(account)),
  }).register(Object.fromEntries<(event: unknown) => unknown>([...handlers, ...ignored]))
}
