import type { Logger } from '@holdline/bridge'
import { Client, CTenantAccessToken, DefaultCache, type HttpInstance, LoggerLevel } from '@larksuiteoapi/node-sdk'
import { type Agents, agentsFor } from './agents.ts'
import { domainOf, type FeishuAccount, secretsOf } from './config.ts'
import { failureOf, isKind } from './errors.ts'
import { createHttp } from './http-client.ts'
import { CALL_TIMEOUT_MS, TRANSFER_TIMEOUT_MS } from './limits.ts'
import { sdkLogger } from './sdk-logger.ts'

/** The calls of one account. Every error is a {@link FeishuFailure}, without secrets and without words of a chat. */
export interface FeishuApi {
  /** Makes one call, such as `run('bot info', (client) => client.request({ … }))`. @throws {FeishuFailure} */
  run<T>(method: string, call: (client: Client) => Promise<T>): Promise<T>
  /** The same for what takes its time: files. @throws {FeishuFailure} */
  transfer<T>(method: string, call: (client: Client) => Promise<T>): Promise<T>
  readonly appId: string
  readonly domain: string
  readonly agents: Agents
}

/** Makes the calls of an account through the SDK. */
export function createApi(account: FeishuAccount, logger: Logger): FeishuApi {
  const { appId, appSecret, proxy } = account
  const domain = domainOf(account)
  const agents = agentsFor(proxy)
  const secrets = secretsOf(account)
  // The SDK's default cache is one for the whole process, and knows apps by their id alone.
  const cache = new DefaultCache()
  const clientWith = (httpInstance: HttpInstance): Client =>
    new Client({
      appId,
      appSecret,
      domain,
      cache,
      httpInstance,
      logger: sdkLogger(logger, secrets),
      loggerLevel: LoggerLevel.error,
      source: 'holdline',
    })
  const calls = clientWith(createHttp({ agents, proxied: proxy !== undefined, timeoutMs: CALL_TIMEOUT_MS }))
  const transfers = clientWith(createHttp({ agents, proxied: proxy !== undefined, timeoutMs: TRANSFER_TIMEOUT_MS }))
  let fetching: Promise<unknown> | undefined

  async function run<T>(client: Client, method: string, call: (client: Client) => Promise<T>): Promise<T> {
    let used: string | undefined
    try {
      used = await oneToken(client)
      return await call(client)
    } catch (error) {
      const failure = failureOf(error, method, secrets)
      if (!isKind(failure, 'token_stale')) throw failure
    }
    try {
      // The SDK keeps a token until its time is over, whatever the platform says of it.
      if ((await tokenNow()) === used) await cache.set(CTenantAccessToken, '', 1, { namespace: appId })
      await oneToken(client)
      return await call(client)
    } catch (error) {
      throw failureOf(error, method, secrets)
    }
  }

  async function tokenNow(): Promise<string | undefined> {
    const token: unknown = await cache.get(CTenantAccessToken, { namespace: appId })
    return typeof token === 'string' && token !== '' ? token : undefined
  }

  /** Calls that come together share the request for a token, and its failure: the SDK would make one for each. */
  async function oneToken(client: Client): Promise<string | undefined> {
    const token = await tokenNow()
    if (token !== undefined) return token
    fetching ??= client.tokenManager.getTenantAccessToken().finally(() => {
      fetching = undefined
    })
    await fetching
    return await tokenNow()
  }

  return {
    run: (method, call) => run(calls, method, call),
    transfer: (method, call) => run(transfers, method, call),
    appId,
    domain,
    agents,
  }
}
