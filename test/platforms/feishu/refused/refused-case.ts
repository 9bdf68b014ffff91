import type { Chat, ChatMessage } from '../chat.ts'
import { image } from '../content.ts'
import type { FakeFeishuOptions } from '../fake-feishu.ts'
import type { RuleName } from '../rules.ts'
import { card, type Scene, to } from '../scene.ts'

/** A call that breaks a rule: what the bot gets for it. */
export interface RefusedCase {
  readonly rule: RuleName
  readonly what: string
  readonly code: number
  /** A part of the words. */
  readonly words?: string
  /** The HTTP status; default: 400. */
  readonly status?: number
  readonly options?: FakeFeishuOptions
  /** Does what the test is about; the last call is the refused one. */
  readonly run: (scene: Scene) => Promise<unknown>
}

/** Sends something to a chat; a text to Ann by default. */
export const say = (
  { client, chat }: Scene,
  type = 'text',
  content: unknown = { text: 'Hi' },
  where: { readonly id: string } = chat,
) => client.im.v1.message.create(to(where, type, content))

/** Sends a card to Ann. */
export const sayCard = (scene: Scene, json: unknown = card('busy')) => say(scene, 'interactive', json)

/** A card with these elements. */
export const cardOf = (...elements: readonly unknown[]) => ({
  schema: '2.0',
  config: { update_multi: true },
  body: { elements },
})

/** A text component. */
export const plain = (content: string) => ({ tag: 'plain_text', content })

/** Calls a method by its address, also with what the SDK's types forbid. */
export const call = ({ client }: Scene, method: string, path: string, rest: { params?: object; data?: unknown } = {}) =>
  client.request({ method, url: `/open-apis${path}`, ...rest })

/** A group with Ann. */
export const group = ({ feishu, ann }: Scene, more: object = {}) => feishu.group({ members: [ann], ...more })

/** What a bot has just sent, as people see it. */
export const newest = ({ chat }: { readonly chat: Chat }): ChatMessage => {
  const { last } = chat
  if (last === undefined) throw new Error('nothing was sent')
  return last
}

/** A card that the bot has sent to Ann. */
export const sentCard = async (scene: Scene, json?: unknown): Promise<ChatMessage> => {
  await sayCard(scene, json)
  return newest(scene)
}

/** Changes a card. */
export const patch = ({ client }: Scene, { id }: { readonly id: string }, json: unknown = card('still busy')) =>
  client.im.v1.message.patch({ path: { message_id: id }, data: { content: JSON.stringify(json) } })

/** Replies to a message. */
export const reply = ({ client }: Scene, { id }: { readonly id: string }, more: object = {}) =>
  client.im.v1.message.reply({
    path: { message_id: id },
    data: { msg_type: 'text', content: JSON.stringify({ text: 'Hi' }), ...more },
  })

/** Puts an emoji on a message. */
export const react = ({ client }: Scene, { id }: { readonly id: string }, emoji = 'Typing') =>
  client.im.v1.messageReaction.create({
    path: { message_id: id },
    data: { reaction_type: { emoji_type: emoji } },
  })

/** Takes an emoji off a message. */
export const unreact = ({ client }: Scene, { id }: { readonly id: string }, reaction: string) =>
  client.im.v1.messageReaction.delete({ path: { message_id: id, reaction_id: reaction } })

/** Fetches what Ann has sent. */
export const fetchSent = (scene: Scene, message: ChatMessage, type = 'image', key = message.now.resources[0] ?? '') =>
  call(scene, 'GET', `/im/v1/messages/${message.id}/resources/${key}`, { params: { type } })

/** A picture from Ann. */
export const picture = ({ ann, chat }: Scene, size?: number) =>
  ann.sends(chat, image(size === undefined ? {} : { size }))

/** Posts past the SDK. Rejects as axios does, with the answer. */
export const post = async ({ url }: Scene, path: string, body: object, token?: string) => {
  const headers = {
    'content-type': 'application/json',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  }
  const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  const data: unknown = await response.json()
  return Promise.reject({ response: { status: response.status, data, headers: Object.fromEntries(response.headers) } })
}
