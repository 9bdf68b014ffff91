import type { FeishuApp } from '../app.ts'
import type { ChatMessage } from '../chat.ts'
import type { Platform } from '../platform.ts'
import { Refused } from '../refused.ts'

/** The message that a call is about. Throws when it is not there any more, or the bot is not in its chat. */
export function findMessage(platform: Platform, app: FeishuApp, id: string | undefined): ChatMessage {
  const message = platform.message(id ?? '')
  if (message === undefined) throw new Refused('message.id', `Invalid ids: [${id}]`)
  if (message.state === 'withdrawn') throw new Refused('message.withdrawn')
  if (message.state === 'gone') throw new Refused('message.gone')
  if (!message.chat.members.has(app)) throw new Refused('chat.member')
  return message
}
