import type { Chat } from '../chat.ts'
import { openIdOf, TENANT_KEY, unionIdOf } from '../identity.ts'
import { Person } from '../person.ts'
import { Refused } from '../refused.ts'
import type { Method, MethodContext } from './method.ts'

/** `GET /bot/v3/info`; what it says stands in `bot`, not in `data`. Source: facts 1.2. */
export const botInfo: Method = {
  name: 'bot.info',
  verb: 'GET',
  path: '/open-apis/bot/v3/info',
  run: ({ app }) => ({
    bot: { activate_status: 2, app_name: app.name, avatar_url: '', ip_white_list: [], open_id: app.openId },
  }),
}

function findChat({ platform, app, path }: MethodContext): Chat {
  const chat = platform.chats.get(path.chat_id ?? '')
  if (chat === undefined) throw new Refused('chat.id')
  if (!chat.members.has(app)) throw new Refused('chat.operator')
  return chat
}

/** `GET /im/v1/chats/:chat_id`. */
export const getChat: Method = {
  name: 'chat.get',
  verb: 'GET',
  path: '/open-apis/im/v1/chats/:chat_id',
  query: ['user_id_type'],
  scope: 'im:chat:readonly',
  run(context) {
    const { app } = context
    const chat = findChat(context)
    const { owner } = chat
    return {
      data: {
        name: chat.name,
        chat_mode: chat.mode,
        chat_type: 'private',
        ...(owner !== undefined && { owner_id: openIdOf(owner, app), owner_id_type: 'open_id' }),
        user_manager_id_list: [...chat.admins].map((admin) => openIdOf(admin, app)),
        user_count: String([...chat.members].filter((member) => member instanceof Person).length),
        bot_count: String([...chat.members].filter((member) => !(member instanceof Person)).length),
        external: false,
        tenant_key: TENANT_KEY,
      },
    }
  },
}

const MEMBERS_PER_PAGE = 20
const MOST_PER_PAGE = 100

/** `GET /im/v1/chats/:chat_id/members`: the people in it, with their names; bots are not listed. Source: docs. */
export const getMembers: Method = {
  name: 'chat.members',
  verb: 'GET',
  path: '/open-apis/im/v1/chats/:chat_id/members',
  query: ['member_id_type', 'page_size', 'page_token'],
  scope: 'im:chat:readonly',
  run(context) {
    const { app, params } = context
    const {
      member_id_type: type = 'open_id',
      page_size: size = MEMBERS_PER_PAGE,
      page_token: token = '0',
    } = params.query
    if (type !== 'open_id' && type !== 'union_id') throw new Refused('params.shape', 'member_id_type')
    const people = [...findChat(context).members].filter((member) => member instanceof Person)
    const from = Number(token)
    const to = from + Math.min(Number(size), MOST_PER_PAGE)
    const items = people.slice(from, to).map((person) => ({
      member_id_type: type,
      member_id: type === 'open_id' ? openIdOf(person, app) : unionIdOf(person),
      name: person.name,
      tenant_key: TENANT_KEY,
    }))
    const more = to < people.length
    return { data: { items, has_more: more, page_token: more ? String(to) : '', member_total: people.length } }
  },
}
