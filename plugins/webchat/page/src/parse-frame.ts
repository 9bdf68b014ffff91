import type { MessageEvent, NoticeAction, NoticeEvent, ServerFrame, ToastFrame } from './protocol.ts'

/**
 * Reads one text frame of the server. What is not a frame this page knows is `null`: a newer server may send more, and
 * that must not break the page. Unknown fields are ignored; a missing optional field stays missing.
 */
export function parseFrame(text: string): ServerFrame | null {
  const frame = parseJson(text)
  if (!isRecord(frame)) return null
  switch (frame.type) {
    case 'message':
      return parseMessage(frame)
    case 'notice':
      return parseNotice(frame)
    case 'typing':
      return isNumber(frame.id) && typeof frame.on === 'boolean' ? { type: 'typing', id: frame.id, on: frame.on } : null
    case 'ready':
      return isString(frame.chat)
        ? { type: 'ready', chat: frame.chat, lastEventId: isNumber(frame.lastEventId) ? frame.lastEventId : 0 }
        : null
    case 'accepted':
      return isString(frame.clientId) && isString(frame.messageId)
        ? { type: 'accepted', clientId: frame.clientId, messageId: frame.messageId }
        : null
    case 'toast':
      return parseToast(frame)
    case 'error':
      return isString(frame.code)
        ? {
            type: 'error',
            code: frame.code,
            text: isString(frame.text) ? frame.text : frame.code,
            ...(isString(frame.clientId) ? { clientId: frame.clientId } : {}),
            ...(isString(frame.noticeId) ? { noticeId: frame.noticeId } : {}),
            ...(isNumber(frame.retryAfterMs) ? { retryAfterMs: frame.retryAfterMs } : {}),
          }
        : null
    case 'reset':
      return { type: 'reset' }
    default:
      return null
  }
}

type Fields = Readonly<Record<string, unknown>>

const ROLES = ['user', 'agent'] as const
const MESSAGE_STATES = ['partial', 'final'] as const
const NOTICE_KINDS = ['busy', 'failed', 'recovered', 'cancelled', 'info'] as const
const NOTICE_STATES = ['live', 'closed'] as const
const STYLES = ['primary', 'danger', 'secondary'] as const
const TOAST_RESULTS = ['done', 'finished', 'forbidden', 'expired', 'unknown'] as const

function parseMessage(frame: Fields): MessageEvent | null {
  const role = oneOf(ROLES, frame.role)
  const state = oneOf(MESSAGE_STATES, frame.state)
  if (!isNumber(frame.id) || !isString(frame.messageId) || !isString(frame.text) || !isNumber(frame.revision))
    return null
  if (role === undefined || state === undefined) return null
  return {
    type: 'message',
    id: frame.id,
    messageId: frame.messageId,
    role,
    text: frame.text,
    revision: frame.revision,
    state,
    mention: frame.mention === true,
    ...(isString(frame.replyTo) ? { replyTo: frame.replyTo } : {}),
  }
}

function parseNotice(frame: Fields): NoticeEvent | null {
  const kind = oneOf(NOTICE_KINDS, frame.kind)
  const state = oneOf(NOTICE_STATES, frame.state)
  if (!isNumber(frame.id) || !isString(frame.noticeId) || !isNumber(frame.revision) || !isString(frame.text))
    return null
  if (kind === undefined || state === undefined) return null
  return {
    type: 'notice',
    id: frame.id,
    noticeId: frame.noticeId,
    revision: frame.revision,
    kind,
    state,
    text: frame.text,
    elapsedMs: isNumber(frame.elapsedMs) ? frame.elapsedMs : 0,
    actions: Array.isArray(frame.actions) ? frame.actions.flatMap(parseAction) : [],
    ...(isString(frame.reason) ? { reason: frame.reason } : {}),
    ...(isNumber(frame.queuePosition) ? { queuePosition: frame.queuePosition } : {}),
    ...(isString(frame.replyTo) ? { replyTo: frame.replyTo } : {}),
  }
}

function parseAction(value: unknown): NoticeAction[] {
  if (!isRecord(value) || !isString(value.action) || !isString(value.label) || !isString(value.token)) return []
  return [
    {
      action: value.action,
      label: value.label,
      token: value.token,
      style: oneOf(STYLES, value.style) ?? 'secondary',
    },
  ]
}

function parseToast(frame: Fields): ToastFrame | null {
  const result = oneOf(TOAST_RESULTS, frame.result)
  if (result === undefined || !isString(frame.text)) return null
  return {
    type: 'toast',
    result,
    text: frame.text,
    ...(isString(frame.noticeId) ? { noticeId: frame.noticeId } : {}),
    ...(isString(frame.action) ? { action: frame.action } : {}),
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isString(value: unknown): value is string {
  return typeof value === 'string'
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

function oneOf<T extends string>(allowed: readonly T[], value: unknown): T | undefined {
  return allowed.find((one) => one === value)
}
