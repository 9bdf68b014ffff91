import type { Logger } from '@holdline/bridge'
import { createApi, type FeishuApi } from './api.ts'
import { type FeishuAccount, secretsOf, webhookPathOf } from './config.ts'
import { failureOf } from './errors.ts'
import { createEndpointHttp } from './http-client.ts'
import { askIdentity } from './identity.ts'
import { CALL_TIMEOUT_MS } from './limits.ts'
import { explain } from './problems.ts'

/** One thing that was looked at. */
export interface FeishuFinding {
  readonly check: string
  readonly ok: boolean
  readonly message: string
  /** What to do about it. */
  readonly fix?: string
}

const SILENT: Logger = { debug() {}, info() {}, warn() {}, error() {} }

/** Looks at what a bot needs, with real calls that change nothing and take no message away from anybody. */
export async function probeFeishu(account: FeishuAccount): Promise<FeishuFinding[]> {
  const check = `feishu ${account.name}`
  const api = createApi(account, SILENT)
  try {
    const { name, openId } = await askIdentity(api)
    return [
      { check, ok: true, message: `${name === '' ? openId : name} answers` },
      await receiving(check, account, api),
    ]
  } catch (error) {
    const { text } = explain(error)
    return [{ check, ok: false, message: text, fix: 'check FEISHU_APP_ID, FEISHU_APP_SECRET and FEISHU_DOMAIN' }]
  }
}

/** Whether events can come. A long connection's address is asked for, and not used: that takes nothing from anybody. */
async function receiving(check: string, account: FeishuAccount, api: FeishuApi): Promise<FeishuFinding> {
  if (account.connectionMode === 'webhook')
    return {
      check,
      ok: true,
      message: `events come by webhook, at ${webhookPathOf(account)} of the gateway’s address; enter it under Events & Callbacks`,
    }
  let problem: unknown = null
  const http = createEndpointHttp(
    { agents: api.agents, proxied: account.proxy !== undefined, timeoutMs: CALL_TIMEOUT_MS },
    (error) => {
      problem = error
    },
  )
  const { appId, appSecret } = account
  await http.post(`${api.domain}/callback/ws/endpoint`, { AppID: appId, AppSecret: appSecret }).catch(() => {})
  if (problem === null) return { check, ok: true, message: 'a long connection can be made' }
  const { text } = explain(failureOf(problem, 'long connection', secretsOf(account)))
  return {
    check,
    ok: false,
    message: text,
    fix: 'in the developer console, under Events & Callbacks, choose the long connection for events and for callbacks, and publish a version',
  }
}
