import type { App } from '../app.ts'
import type { Body } from '../body.ts'
import type { OpenChat, Platform, StoredMessage } from '../platform.ts'
import { badRequest, ERRCODE, Refused, WebhookRefused } from '../refusal.ts'
import type { Endpoint, EndpointCall } from './endpoint.ts'
import { type MessageContent, robotContent, webhookContent } from './message-content.ts'

const MINUTE_MS = 60_000

/** `POST /robot/sendBySession`: the session is the credential. Source: facts 2.6. */
export const sendBySession: Endpoint = {
  name: 'sendBySession',
  method: 'POST',
  path: '/robot/sendBySession',
  run({ platform, body, query }) {
    const session = platform.sessions.get(query.get('session') ?? '')
    const now = platform.clock.now()
    if (session === undefined || session.until <= now)
      throw new WebhookRefused('webhook.session', ERRCODE.noSession, 'the session does not exist or has expired')
    const { chat, messageId } = session
    takeTurn(platform, chat)
    const { words, ...content } = webhookContent(body)
    if (Buffer.byteLength(words) > platform.limits.textBytes)
      throw new WebhookRefused('message.length', ERRCODE.tooLong, 'the message is too long')
    const at = atOf(body, words)
    platform.post({ chat, from: 'bot', way: 'webhook', words, at, replyTo: messageId, ...content })
    return { errcode: 0, errmsg: 'ok' }
  },
}

/** `POST /v1.0/robot/oToMessages/batchSend`. Source: facts 2.6. */
export const batchSend: Endpoint = {
  name: 'batchSend',
  method: 'POST',
  path: '/v1.0/robot/oToMessages/batchSend',
  needs: 'robot',
  run(call) {
    const { platform, body } = call
    body.only('robotCode', 'userIds', 'msgKey', 'msgParam')
    const app = robotOf(call)
    const content = robotContent(body, platform.limits.msgParamBytes)
    const ids = body.texts('userIds')
    if (ids.length === 0 || ids.length > 20) throw badRequest('body.field', 'userIds has 1 to 20 people')
    const known = ids.map((id) => ({ id, member: platform.members.find(({ staffId }) => staffId === id) }))
    const chats = known.flatMap(({ member }) => (member === undefined ? [] : [directChat(platform, member)]))
    const posts = chats.map((chat) => postOf(platform, chat, content))
    return {
      processQueryKey: keyOf(app, posts),
      invalidStaffIdList: known.flatMap(({ id, member }) => (member === undefined ? [id] : [])),
      flowControlledStaffIdList: [],
    }
  },
}

/** `POST /v1.0/robot/groupMessages/send`. Source: facts 2.6. */
export const groupSend: Endpoint = {
  name: 'groupSend',
  method: 'POST',
  path: '/v1.0/robot/groupMessages/send',
  needs: 'robot',
  run(call) {
    const { platform, body } = call
    body.only('robotCode', 'openConversationId', 'msgKey', 'msgParam')
    const app = robotOf(call)
    const content = robotContent(body, platform.limits.msgParamBytes)
    const chat = platform.chats.find(({ id, kind }) => kind === 'group' && id === body.text('openConversationId'))
    if (chat === undefined) throw new Refused('chat.found', 400, 'invalidParameter.openConversationId', 'no such group')
    return { processQueryKey: keyOf(app, [postOf(platform, chat, content)]) }
  },
}

const sent = new WeakMap<App, Map<string, readonly StoredMessage[]>>()

/** `POST /v1.0/robot/otoMessages/batchRecall`. Source: facts 2.6. */
export const batchRecall: Endpoint = {
  name: 'batchRecall',
  method: 'POST',
  path: '/v1.0/robot/otoMessages/batchRecall',
  needs: 'robot',
  run: recall(['robotCode', 'processQueryKeys']),
}

/** `POST /v1.0/robot/groupMessages/recall`. Source: facts 2.6. */
export const groupRecall: Endpoint = {
  name: 'groupRecall',
  method: 'POST',
  path: '/v1.0/robot/groupMessages/recall',
  needs: 'robot',
  run: recall(['robotCode', 'openConversationId', 'processQueryKeys']),
}

function recall(fields: readonly string[]) {
  return (call: EndpointCall): unknown => {
    const { platform, body } = call
    body.only(...fields)
    const known = sent.get(robotOf(call))
    const keys = body.texts('processQueryKeys')
    const found = keys.filter((key) => known?.has(key) === true)
    for (const key of found) for (const message of known?.get(key) ?? []) message.recalled = true
    platform.watch.changed()
    const missing = keys.filter((key) => !found.includes(key))
    return { successResult: found, failedResult: Object.fromEntries(missing.map((key) => [key, 'not found'])) }
  }
}

function keyOf(app: App, messages: readonly StoredMessage[]): string {
  const known = sent.get(app) ?? new Map<string, readonly StoredMessage[]>()
  sent.set(app, known)
  const key = `query-${messages[0]?.id ?? 'nobody'}`
  known.set(key, messages)
  return key
}

function robotOf({ platform, body, app }: EndpointCall): App {
  if (app === undefined || body.text('robotCode') !== app.robotCode)
    throw badRequest('robot.code', 'robotCode is not this app’s robot', 'invalidParameter.robotCode')
  const now = platform.clock.now()
  if (app.robotBudget.waitMs(now) > 0)
    throw new Refused('rate.qps', 403, 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi', 'too many calls a second')
  app.robotBudget.take(now)
  return app
}

function postOf(platform: Platform, chat: OpenChat, { words, ...content }: MessageContent): StoredMessage {
  return platform.post({ chat, from: 'bot', way: 'api', words, ...content })
}

function directChat(platform: Platform, member: OpenChat['members'][number]): OpenChat {
  return platform.directChat(member) ?? platform.addChat('direct', member.nick, [member])
}

function takeTurn(platform: Platform, chat: OpenChat): void {
  const now = platform.clock.now()
  const { webhookPerMinute, webhookPauseMs } = platform.limits
  chat.sentByWebhook = chat.sentByWebhook.filter((at) => at > now - MINUTE_MS)
  if (chat.pausedUntil <= now && chat.sentByWebhook.length < webhookPerMinute) {
    chat.sentByWebhook.push(now)
    return
  }
  if (chat.pausedUntil <= now) chat.pausedUntil = now + webhookPauseMs
  throw new WebhookRefused('webhook.rate', ERRCODE.tooFast, 'send too fast, exceed 20 times per minute')
}

/** People who are notified stand in the text, too: else nobody sees for whom it is. */
function atOf(body: Body, words: string): string[] {
  if (!body.has('at')) return []
  const at = body.object('at').only('atUserIds', 'isAtAll')
  const ids = at.texts('atUserIds')
  const missing = ids.filter((id) => !words.includes(`@${id}`))
  if (missing.length > 0) throw badRequest('message.at', `@${missing.join(', @')} is not in the text`)
  return ids
}
