import { badRequest, tooMany } from '../refusal.ts'
import { seconds } from '../views.ts'
import { Webhook } from '../webhook.ts'
import type { Method } from './method.ts'

const DEFAULT_LIMIT = 100 // types: getUpdates.limit
const DEFAULT_CONNECTIONS = 40 // types: setWebhook.max_connections
const MAX_CONNECTIONS = 100
const MAX_SECRET = 256 // types: setWebhook.secret_token
const WEBHOOK_PACE_MS = 1_000 // botapi, next_allowed_set_webhook_time_

/** `getUpdates` */
export const getUpdates: Method = async ({ account, params, gone }) => {
  if (account.webhook !== undefined) return account.poll.refuse()
  const offset = params.integer('offset')
  account.queue.allow(params.json('allowed_updates'))
  account.queue.confirm(offset)
  return account.poll.poll(
    {
      offset,
      limit: params.has('limit') ? params.integer('limit') : DEFAULT_LIMIT,
      timeout: params.integer('timeout'),
    },
    gone,
  )
}

/** `setWebhook`. Unlike the public server it takes `http` and any port, as a local Bot API server does. */
export const setWebhook: Method = ({ platform, account, params, callLater }) => {
  const url = params.text('url')
  const now = platform.clock.now()
  if (url !== '' && now < account.nextWebhookAt) throw tooMany('webhook.pace', account.nextWebhookAt - now)
  const secret = params.text('secret_token')
  if (url !== '' && !/^https?:\/\//.test(url)) throw badRequest('webhook.url', 'invalid webhook URL specified')
  if (secret.length > MAX_SECRET) throw badRequest('webhook.secret', 'secret token is too long')
  if (!/^[\w-]*$/.test(secret)) throw badRequest('webhook.secret', 'secret token contains unallowed characters')
  account.queue.allow(params.json('allowed_updates'))
  account.webhook?.stop()
  account.webhook = undefined
  if (params.flag('drop_pending_updates')) account.queue.clear()
  if (url === '') return true
  account.nextWebhookAt = now + WEBHOOK_PACE_MS
  account.poll.abort()
  const wanted = params.has('max_connections') ? params.integer('max_connections') : DEFAULT_CONNECTIONS
  const maxConnections = Math.min(Math.max(wanted, 1), MAX_CONNECTIONS)
  const settings = { url, secret, maxConnections }
  account.webhook = new Webhook(settings, account.queue, platform.clock, platform.limits, callLater)
  account.webhook.wake()
  return true
}

/** `deleteWebhook` */
export const deleteWebhook: Method = ({ account, params }) => {
  account.webhook?.stop()
  account.webhook = undefined
  if (params.flag('drop_pending_updates')) account.queue.clear()
  return true
}

/** `getWebhookInfo` */
export const getWebhookInfo: Method = ({ account }) => {
  const { webhook, queue } = account
  return {
    url: webhook?.settings.url ?? '',
    has_custom_certificate: false,
    pending_update_count: queue.list().length,
    ...(webhook !== undefined && { max_connections: webhook.settings.maxConnections }),
    ...(webhook?.lastError !== undefined && {
      last_error_date: seconds(webhook.lastError.at),
      last_error_message: webhook.lastError.message,
    }),
    ...(queue.allowed.length > 0 && { allowed_updates: queue.allowed }),
  }
}
