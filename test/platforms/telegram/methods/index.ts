import { close, getFile, getMe, logOut } from './bot.ts'
import { answerCallbackQuery } from './callback.ts'
import { getChat, getChatAdministrators, getChatMember, leaveChat } from './chats.ts'
import { deleteMyCommands, getMyCommands, setMyCommands } from './commands.ts'
import { deleteMessage, editMessageReplyMarkup, editMessageText, setMessageReaction } from './edit.ts'
import type { Method } from './method.ts'
import { sendChatAction, sendDocument, sendMessage, sendMessageDraft, sendPhoto } from './send.ts'
import { deleteWebhook, getUpdates, getWebhookInfo, setWebhook } from './updates.ts'

const ALL = {
  answerCallbackQuery,
  close,
  deleteMessage,
  deleteMyCommands,
  deleteWebhook,
  editMessageReplyMarkup,
  editMessageText,
  getChat,
  getChatAdministrators,
  getChatMember,
  getFile,
  getMe,
  getMyCommands,
  getUpdates,
  getWebhookInfo,
  leaveChat,
  logOut,
  sendChatAction,
  sendDocument,
  sendMessage,
  sendMessageDraft,
  sendPhoto,
  setMessageReaction,
  setMyCommands,
  setWebhook,
}

/** The methods by their name in lower case: the API does not mind how a name is written. */
export const METHODS: ReadonlyMap<string, Method> = new Map(
  Object.entries(ALL).map(([name, method]) => [name.toLowerCase(), method]),
)
