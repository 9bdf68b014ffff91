// Every rule that this platform enforces: what it is called, who says so, and whose fault it is when a call meets it.
// The server and the msw handlers refuse by the same rules, in the same words. What a source says:
//   types     the documented API in `@grammyjs/types` 5.0.0 (Bot API 10.3), at the method or type that is named
//   botapi    the official server's source, tdlib/telegram-bot-api at 01a3679: Client.cpp, line
//   td        the library it is built on, tdlib/td at 022d602: file, line
//   facts     the measured and read facts about Telegram, §1.4 unless it says otherwise
//   a/b#1     an error of the real API, quoted in that public GitHub thread
//   own       stricter than the platform, because a bot that trips over it has a bug

import type { Blame } from '../kit/blame.ts'

interface Rule {
  readonly source: string
  readonly blame: Blame
}

const BOT = 'bot' satisfies Blame
const NOBODY = 'nobody' satisfies Blame

/** The rules by name. */
export const RULES = {
  'method.known': { blame: BOT, source: 'botapi 12664; own for methods that Telegram has and this server has not' },
  'method.closed': { blame: NOBODY, source: 'types: logOut, close; botapi 12635, get_closing_error' },

  'text.empty': { blame: BOT, source: 'botapi 11401; td MessageEntity.cpp:4519' },
  'text.length': { blame: BOT, source: 'types: sendMessage.text, 4096 after entities parsing, in UTF-16 units' },
  'text.bytes': { blame: BOT, source: 'botapi 11310' },
  'text.mode': { blame: BOT, source: 'botapi 11323; own: the legacy Markdown mode is refused' },
  'text.html': { blame: BOT, source: 'td MessageEntity.cpp, parse_html' },
  'text.markdown': { blame: BOT, source: 'td MessageEntity.cpp, parse_markdown_v2' },
  'text.entities': { blame: BOT, source: 'td MessageEntity.cpp:4158-4258; own: unknown types are refused' },
  'text.url': { blame: BOT, source: 'td LinkManager.cpp, check_link; banteg/takopi#214' },
  'caption.length': { blame: BOT, source: 'types: sendPhoto.caption, 1024; td MessageContent.cpp:5242' },
  'preview.options': { blame: BOT, source: 'botapi 11371-11379' },

  'keyboard.shape': { blame: BOT, source: 'botapi 9708-9753' },
  'keyboard.size': { blame: BOT, source: 'facts: 8 in a row, 100 in all, about 10 kB; botapi, REPLY_MARKUP_TOO_LONG' },
  'keyboard.inline': { blame: BOT, source: 'td ReplyMarkup.cpp:733' },
  'button.text': { blame: BOT, source: 'td ReplyMarkup.cpp:570; own: an empty one is refused and not skipped' },
  'button.action': { blame: BOT, source: 'types: InlineKeyboardButton, "exactly one"; botapi 9694; own for several' },
  'button.data': { blame: BOT, source: 'types: callback_data, 1-64 bytes; jehy/telegram-test-api#62' },
  'button.url': { blame: BOT, source: 'td LinkManager.cpp, check_link; nyaruka/courier#1089' },
  'button.style': { blame: BOT, source: 'botapi, get_button_style' },
  'button.field': { blame: BOT, source: 'own' },

  'chat.given': { blame: BOT, source: 'botapi 8201' },
  'chat.found': { blame: BOT, source: 'botapi 6571' },
  'chat.blocked': { blame: NOBODY, source: 'botapi, USER_IS_BLOCKED' },
  'chat.deactivated': { blame: NOBODY, source: 'botapi 8136' },
  'chat.kicked': { blame: NOBODY, source: 'botapi 8162, 8174' },
  'chat.left': { blame: NOBODY, source: 'botapi 8165, 8183' },
  'chat.migrated': { blame: NOBODY, source: 'botapi 8155; facts: parameters.migrate_to_chat_id' },
  'chat.rights': { blame: NOBODY, source: 'td MessageContent.cpp:6302' },
  'chat.members': { blame: BOT, source: 'botapi 15121' },
  'chat.user': { blame: BOT, source: 'botapi, get_user_id; own for people that the test does not have' },
  'chat.leave': { blame: BOT, source: 'types: leaveChat, "a group, supergroup or channel"' },

  'thread.general': { blame: BOT, source: 'botapi 8277' },
  'thread.found': { blame: NOBODY, source: 'botapi 6818' },
  'thread.closed': { blame: NOBODY, source: 'rteixeirax/qbittorrent_telegram_notification#12' },
  'reply.found': { blame: NOBODY, source: 'botapi 8516' },
  'reply.shape': { blame: BOT, source: 'botapi 9405-9413' },

  'edit.given': { blame: BOT, source: 'types: editMessageText; botapi, get_inline_message_id' },
  'edit.found': { blame: NOBODY, source: 'botapi 13540, "message to edit"' },
  'edit.own': { blame: BOT, source: 'td MessagesManager.cpp:23386' },
  'edit.kind': { blame: BOT, source: 'td MessagesManager.cpp:23393' },
  'edit.modified': { blame: BOT, source: 'botapi 110, MESSAGE_NOT_MODIFIED' },
  'delete.given': { blame: BOT, source: 'botapi 13797-13801' },
  'delete.found': { blame: NOBODY, source: 'botapi 13804, "message to delete"' },
  'delete.allowed': { blame: BOT, source: 'types: deleteMessage; td MessagesManager.cpp:8504-8507' },
  'reaction.found': { blame: NOBODY, source: 'botapi 13493, "message to react"' },
  'reaction.kind': { blame: BOT, source: 'types: setMessageReaction, ReactionTypeEmoji' },

  'callback.late': { blame: BOT, source: 'botapi 148, QUERY_ID_INVALID; facts: from 10 s on' },
  'callback.twice': { blame: BOT, source: 'own; botapi 148' },
  'callback.text': { blame: BOT, source: 'types: answerCallbackQuery.text, 0-200; eternnoir/pyTelegramBotAPI#500' },
  'callback.answered': { blame: BOT, source: 'types: CallbackQuery, "It is, therefore, necessary to react"' },

  'typing.action': { blame: BOT, source: 'botapi 13446; types: sendChatAction.action' },
  'typing.chat': { blame: BOT, source: 'types: sendChatAction.chat_id, "not supported" for channels' },

  'draft.chat': { blame: BOT, source: 'types: sendMessageDraft.chat_id; nullclaw/nullclaw#626' },
  'draft.id': { blame: BOT, source: 'types: sendMessageDraft.draft_id, "must be non-zero"' },
  'draft.finished': { blame: BOT, source: 'types: sendRichMessageDraft, "must call"; facts §1.7' },

  'commands.shape': { blame: BOT, source: 'botapi 10660-10690' },
  'commands.name': { blame: BOT, source: 'types: BotCommand.command; yagop/node-telegram-bot-api#1008' },
  'commands.description': { blame: BOT, source: 'types: BotCommand.description, 1-256; td BotInfoManager.cpp' },
  'commands.number': { blame: BOT, source: 'types: setMyCommands.commands, at most 100; openclaw/openclaw#15309' },
  'commands.language': { blame: BOT, source: 'types: setMyCommands.language_code, two letters' },
  'commands.scope': { blame: BOT, source: 'botapi 10578-10613' },

  'updates.conflict': { blame: NOBODY, source: 'botapi, process_get_updates_query and abort_long_poll' },
  'webhook.url': { blame: BOT, source: 'botapi 16016' },
  'webhook.secret': { blame: BOT, source: 'botapi 16020-16023' },
  'webhook.pace': { blame: BOT, source: 'botapi, next_allowed_set_webhook_time_' },

  'file.given': { blame: BOT, source: 'botapi 12944, 12958' },
  'file.found': { blame: NOBODY, source: 'botapi 6857' },
  'file.size': { blame: NOBODY, source: 'botapi 15817, MAX_DOWNLOAD_FILE_SIZE' },
  'file.upload': { blame: BOT, source: 'types: sendDocument, 50 MB' },

  'flood.chat': { blame: BOT, source: 'facts: about 1 a second per chat, bursts ok' },
  'flood.group': { blame: BOT, source: 'facts: 20 a minute per group, edits too' },
  'flood.overall': { blame: BOT, source: 'facts: about 30 a second' },
  'flood.typing': { blame: BOT, source: 'own' },
  'flood.draft': { blame: BOT, source: 'own' },
} as const satisfies Record<string, Rule>

/** The name of a rule. */
export type RuleName = keyof typeof RULES
