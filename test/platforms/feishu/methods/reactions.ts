import { isJsonObject, type JsonObject } from '../../kit/json.ts'
import type { FeishuApp } from '../app.ts'
import type { ChatMessage, Reaction } from '../chat.ts'
import { openIdOf } from '../identity.ts'
import { Refused } from '../refused.ts'
import type { Method, MethodContext } from './method.ts'

/** A part of the documented names. Source: docs, emoji. The whole list is longer; what it is today is not known. */
const EMOJI = [
  ...['OK', 'THUMBSUP', 'THANKS', 'MUSCLE', 'FINGERHEART', 'APPLAUSE', 'FISTBUMP', 'JIAYI', 'DONE', 'SMILE', 'BLUSH'],
  ...['LAUGH', 'SMIRK', 'LOL', 'FACEPALM', 'LOVE', 'WINK', 'PROUD', 'WITTY', 'SMART', 'SCOWL', 'THINKING', 'SOB'],
  ...['CRY', 'ERROR', 'NOSEPICK', 'HAUGHTY', 'SLAP', 'SPITBLOOD', 'TOASTED', 'GLANCE', 'DULL', 'INNOCENTSMILE'],
  ...['JOYFUL', 'WOW', 'TRICK', 'YEAH', 'ENOUGH', 'TEARS', 'EMBARRASSED', 'KISS', 'SMOOCH', 'DROOL', 'OBSESSED'],
  ...['MONEY', 'TEASE', 'SHOWOFF', 'COMFORT', 'CLAP', 'PRAISE', 'STRIVE', 'XBLUSH', 'SILENT', 'WAVE', 'HEART'],
  ...['HEARTBROKEN', 'ROSE', 'PARTY', 'CAKE', 'GIFT', 'BEER', 'Fire', 'Hundred', 'CheckMark', 'CrossMark', 'Alarm'],
  ...[
    'Typing',
    'OnIt',
    'Get',
    'LGTM',
    'OneSecond',
    'Yes',
    'No',
    'OKR',
    'Pin',
    'StatusFlashOfInspiration',
    'SaluteFace',
  ],
]

function findForReaction({ platform, app, path }: MethodContext): ChatMessage {
  const message = platform.message(path.message_id ?? '')
  if (message === undefined || message.state !== 'there') throw new Refused('message.gone')
  if (!message.chat.members.has(app)) throw new Refused('reaction.member')
  return message
}

function view({ id, emoji, by, at }: Reaction, app: FeishuApp): JsonObject {
  const operator =
    by === app
      ? { operator_id: app.appId, operator_type: 'app' }
      : { operator_id: openIdOf(by, app), operator_type: 'user' }
  return { reaction_id: id, operator, action_time: String(at), reaction_type: { emoji_type: emoji } }
}

/** `POST /im/v1/messages/:message_id/reactions`. */
export const createReaction: Method = {
  name: 'reaction.create',
  verb: 'POST',
  path: '/open-apis/im/v1/messages/:message_id/reactions',
  body: ['reaction_type'],
  scope: 'im:message.reactions:write_only',
  run(context) {
    const { platform, app, params } = context
    const { reaction_type: type } = params.body
    const emoji = isJsonObject(type) ? type.emoji_type : undefined
    if (typeof emoji !== 'string' || !EMOJI.includes(emoji)) throw new Refused('reaction.type')
    return { data: view(platform.react(findForReaction(context), emoji, app), app) }
  },
}

/** `DELETE /im/v1/messages/:message_id/reactions/:reaction_id`. */
export const deleteReaction: Method = {
  name: 'reaction.delete',
  verb: 'DELETE',
  path: '/open-apis/im/v1/messages/:message_id/reactions/:reaction_id',
  scope: 'im:message.reactions:write_only',
  run(context) {
    const { platform, app, path } = context
    const message = findForReaction(context)
    const id = path.reaction_id
    const reaction = message.reactions.find((one) => one.id === id)
    if (reaction === undefined) {
      if ([...platform.takenBack].some((one) => one.id === id && one.by === app)) throw new Refused('reaction.gone')
      const elsewhere = [...platform.chats.values()].flatMap(({ history }) =>
        history.flatMap(({ reactions }) => reactions),
      )
      throw new Refused(elsewhere.some((one) => one.id === id) ? 'reaction.message' : 'reaction.id')
    }
    if (reaction.by !== app) throw new Refused('reaction.own')
    platform.unreact(message, reaction)
    return { data: view(reaction, app) }
  },
}

/** `GET /im/v1/messages/:message_id/reactions`. */
export const listReactions: Method = {
  name: 'reaction.list',
  verb: 'GET',
  path: '/open-apis/im/v1/messages/:message_id/reactions',
  query: ['reaction_type', 'page_token', 'page_size', 'user_id_type'],
  scope: 'im:message',
  run(context) {
    const wanted = context.params.query.reaction_type
    const all = findForReaction(context).reactions.filter(({ emoji }) => wanted === undefined || emoji === wanted)
    return { data: { items: all.map((one) => view(one, context.app)), has_more: false, page_token: '' } }
  },
}
