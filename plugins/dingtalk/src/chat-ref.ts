import type { ChatRef, Json } from '@holdline/bridge'

/** The channel's name in addresses. */
export const CHANNEL = 'dingtalk'

/** Ids of DingTalk's own, for people who are not of the organisation. The robot API does not take them. */
const FOREIGN_ID = /^\$:/

/** Whether the robot API and cards know a person by this id. */
export function isStaffId(id: string): boolean {
  return !FOREIGN_ID.test(id)
}

/** A chat, read back from the store; `undefined` when it is none. */
export function chatRefOf(value: Json | undefined): ChatRef | undefined {
  if (typeof value !== 'object' || value === null || !('channel' in value)) return undefined
  const { channel, account, kind, chat } = value
  const ours = channel === CHANNEL && typeof account === 'string' && typeof chat === 'string'
  return ours && (kind === 'direct' || kind === 'group') ? { channel, account, kind, chat } : undefined
}
