import type { TokenRight } from '../community.ts'
import { markAsRead, setActivity } from './activity.ts'
import {
  getByConversationMessageId,
  getConversationMembers,
  getConversationsById,
  getMessagesById,
} from './conversations.ts'
import { deleteMessages } from './delete.ts'
import { edit } from './edit.ts'
import { sendMessageEventAnswer } from './event-answer.ts'
import {
  getById,
  getCallbackConfirmationCode,
  getCallbackServers,
  getCallbackSettings,
  getLongPollServer,
  getLongPollSettings,
  getTokenPermissions,
  setCallbackSettings,
  setLongPollSettings,
} from './groups.ts'
import type { Method } from './method.ts'
import { send } from './send.ts'
import { getDocumentUploadServer, getPhotoUploadServer, saveDocument, saveMessagesPhoto } from './uploads.ts'
import { getUsers } from './users.ts'

/** A method and the right that a token needs for it. */
interface Entry {
  readonly run: Method
  readonly right?: TokenRight
}

/** The methods by name. `execute` is no method of its own: it calls others. */
export const METHODS: ReadonlyMap<string, Entry> = new Map<string, Entry>([
  ['messages.send', { run: send, right: 'messages' }],
  ['messages.edit', { run: edit, right: 'messages' }],
  ['messages.delete', { run: deleteMessages, right: 'messages' }],
  ['messages.sendMessageEventAnswer', { run: sendMessageEventAnswer, right: 'messages' }],
  ['messages.setActivity', { run: setActivity, right: 'messages' }],
  ['messages.markAsRead', { run: markAsRead, right: 'messages' }],
  ['messages.getById', { run: getMessagesById, right: 'messages' }],
  ['messages.getByConversationMessageId', { run: getByConversationMessageId, right: 'messages' }],
  ['messages.getConversationsById', { run: getConversationsById, right: 'messages' }],
  ['messages.getConversationMembers', { run: getConversationMembers, right: 'messages' }],
  ['groups.getById', { run: getById }],
  ['groups.getTokenPermissions', { run: getTokenPermissions }],
  ['groups.getLongPollServer', { run: getLongPollServer, right: 'manage' }],
  ['groups.getLongPollSettings', { run: getLongPollSettings, right: 'manage' }],
  ['groups.setLongPollSettings', { run: setLongPollSettings, right: 'manage' }],
  ['groups.getCallbackConfirmationCode', { run: getCallbackConfirmationCode, right: 'manage' }],
  ['groups.getCallbackServers', { run: getCallbackServers, right: 'manage' }],
  ['groups.getCallbackSettings', { run: getCallbackSettings, right: 'manage' }],
  ['groups.setCallbackSettings', { run: setCallbackSettings, right: 'manage' }],
  ['photos.getMessagesUploadServer', { run: getPhotoUploadServer, right: 'photos' }],
  ['photos.saveMessagesPhoto', { run: saveMessagesPhoto, right: 'photos' }],
  ['docs.getMessagesUploadServer', { run: getDocumentUploadServer, right: 'docs' }],
  ['docs.save', { run: saveDocument, right: 'docs' }],
  ['users.get', { run: getUsers }],
])
