import type { ChatRef, Json } from '@holdline/bridge'

/** The channel's name in addresses. */
export const CHANNEL = 'feishu'

/** The address of a chat, down to the thread. */
export function chatRefOf(account: string, kind: ChatRef['kind'], chat: string, thread?: string): ChatRef {
  return { channel: CHANNEL, account, kind, chat, ...(thread === undefined ? {} : { thread }) }
}

/** A message of ours as the core keeps it. */
export interface MessageRef {
  readonly message: string
}

/** A message of ours, read back from the store; `undefined` when it is none. */
export function messageRefOf(ref: Json): MessageRef | undefined {
  if (typeof ref !== 'object' || ref === null || !('message' in ref)) return undefined
  return typeof ref.message === 'string' ? { message: ref.message } : undefined
}

/** Whether a text is a message's id. */
export function isMessageId(text: string | undefined): text is string {
  return text !== undefined && /^om_\w/.test(text)
}
