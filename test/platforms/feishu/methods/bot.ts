import { openIdOf, TENANT_KEY } from '../identity.ts'
import { Person } from '../person.ts'
import { Refused } from '../refused.ts'
import type { Method } from './method.ts'

/** `GET /bot/v3/info`; what it says stands in `bot`, not in `data`. Source: facts 1.2. */
export const botInfo: Method = {
  name: 'bot.info',
  verb: 'GET',
  path: '/open-apis/bot/v3/info',
  run: ({ app }) => ({
    bot: { activate_status: 2, app_name: app.name, avatar_url: '', ip_white_list: [], open_id: app.openId },
  }),
}

/** `GET /im/v1/chats/:chat_id`. */
export const getChat: Method = {
  name: 'chat.get',
  verb: 'GET',
  path: '/open-apis/im/v1/chats/:chat_id',
  query: ['user_id_type'],
  scope: 'im:chat:readonly',
  run({ platform, app, path }) {
    const chat = platform.chats.get(path.chat_id ?? '')
    if (chat === undefined) throw new Refused('chat.found')
    if (!chat.members.has(app)) throw new Refused('chat.member')
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
