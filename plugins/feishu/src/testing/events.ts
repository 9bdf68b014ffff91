import type { DecodeContext } from '../decode.ts'

/** The app of the unit tests. */
export const APP_ID = 'cli_0123456789abcdef'

/** The bot of the unit tests. */
export const BOT = { openId: 'ou_bot', name: 'Holdline' }

/** What decoding knows in the unit tests. */
export const CONTEXT: DecodeContext = { account: 'default', appId: APP_ID, bot: BOT, now: 1_790_000_000_000 }

/** `im.message.receive_v1`, flattened as the SDK hands it out. */
export function messageFrom(more: object = {}, sender: object = {}): object {
  return {
    schema: '2.0',
    event_id: 'e1',
    event_type: 'im.message.receive_v1',
    token: 'v',
    app_id: APP_ID,
    sender: { sender_id: { open_id: 'ou_ann', union_id: 'on_ann', user_id: null }, sender_type: 'user', ...sender },
    message: {
      message_id: 'om_1',
      chat_id: 'oc_1',
      chat_type: 'p2p',
      message_type: 'text',
      content: JSON.stringify({ text: 'hello' }),
      create_time: '1790000000000',
      ...more,
    },
  }
}

/** The same in a group, with words and whom they mention. */
export function inGroup(text: string, mentions: readonly object[] = [], more: object = {}): object {
  return messageFrom({ chat_type: 'group', content: JSON.stringify({ text }), mentions, ...more })
}

/** A mention as an event lists it. */
export function mentionOf(key: string, openId: string, name: string): object {
  return { key, id: { open_id: openId, union_id: `on_${name}`, user_id: null }, name, tenant_key: 't' }
}
