/*
 * Telegram's numbers. Sources: [api] the Bot API reference as `@grammyjs/types` 5.0.0 carries it (Bot API 10.3);
 * [server] tdlib/telegram-bot-api at 01a3679, `telegram-bot-api/Client.cpp`; [faq] "My bot is hitting limits" of
 * Telegram's bot FAQ; [own] a choice of ours, with its reason.
 */

/** The largest picture that `sendPhoto` takes, in bytes. Source: Bot API, “Sending files”: 10 MB. */
export const MAX_PHOTO_BYTES = 10_000_000

/** What Telegram makes pictures of; other kinds of images go out as documents, so that nothing of them is lost. */
export const PHOTO_TYPES: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/webp'])

/** Longest text of a message, in UTF-16 units after entities were parsed. [api sendMessage] */
export const MAX_MESSAGE_TEXT = 4096

/** Longest caption of a file. [api sendDocument] */
export const MAX_CAPTION_TEXT = 1024

/** Entities of one message that Telegram keeps; it drops the rest without a word. [api, limits.tginfo.me] */
export const MAX_ENTITIES = 100

/** Longest toast. [api answerCallbackQuery] */
export const MAX_TOAST_TEXT = 200

/** Kept free at the end of an answer for the line that mentions people. [own: seven names of the length below] */
export const MENTION_RESERVE = 256

/** Longest name in a mention, so that several fit. [own] */
export const MAX_MENTION_NAME = 32

/** Longest part of an answer as Markdown. What it becomes is never longer, see `markdown.ts`. */
export const MAX_PART_TEXT = MAX_MESSAGE_TEXT - MENTION_RESERVE

/** More parts than this become a file: five full screens are what people still scroll. [own] */
export const MAX_PARTS = 5

/** Two buttons stand in one row when both labels are at most this long; phones cut longer ones. [own] */
export const MAX_SHARED_ROW_LABEL = 18

/** Buttons of one message; more are refused with all the rest. [undocumented: tginfo/Telegram-Limits#187] */
export const MAX_BUTTONS = 100

/** Least time between two edits in a private chat: about one message a second. [faq] */
export const PRIVATE_EDIT_EVERY_MS = 1000

/** Messages and edits that a chat takes at once; in the long run it is one a second. [faq: short bursts are fine] */
export const CHAT_BURST = 4

/** Messages and edits of a bot in a second, over all chats: a little below the thirty that are allowed. [faq] */
export const OVERALL_PER_SECOND = 25

/** Messages and edits of one group in a minute. [faq] */
export const GROUP_PER_MINUTE = 20

/** Of these, kept for answers and closing edits, so that status messages never hold up what people wait for. [own] */
export const GROUP_RESERVE = 6

/** Least time between two edits in a group: 20 a minute, spread evenly. [faq] */
export const GROUP_EDIT_EVERY_MS = 3000

/** A message waits at most this long for the budget here; what takes longer is tried again. A stop waits for it. [own] */
export const LONGEST_BUDGET_WAIT_MS = 10_000

/** New status messages of one chat in a minute: half of a group's budget. [own] */
export const NOTICES_PER_MINUTE = 10

/** How often a live notice is edited only for its elapsed time: three of a group's twenty edits a minute. [own] */
export const REDRAW_EVERY_MS = 20_000

/** How often typing is renewed: it is shown for at most 5 s. [api sendChatAction] */
export const TYPING_EVERY_MS = 4000

/** Least time between two drafts of a streamed answer: two a second look alive. [own; undocumented] */
export const DRAFT_EVERY_MS = 500

/** A draft is shown for 30 s; without new words it is sent again after this. [api sendMessageDraft] */
export const DRAFT_KEEP_ALIVE_MS = 20_000

/** Streams whose last word came longer ago are forgotten: the answer went another way. [own: the longest lane timeout] */
export const DRAFT_FORGOTTEN_MS = 600_000

/** Least time between two drafts after the platform refused one for its rate. */
export const DRAFT_PAUSE_MS = 5000

/** An answer waits at most this long for a draft of it that is on its way. [own] */
export const LONGEST_DRAFT_WAIT_MS = 3000

/** How long a long poll stays open; the server allows 50. [server LONG_POLL_MAX_TIMEOUT] */
export const POLL_SECONDS = 30

/** A long poll that has not ended this long after its time hangs on a dead connection. [own] */
export const POLL_GRACE_MS = 15_000

/** Updates of one poll. [api getUpdates] */
export const POLL_LIMIT = 100

/**
 * A connection that was idle for this long is not used again: routers forget such, and a message on it would be lost.
 * Longer than a long poll, which is silent while it waits. [own]
 */
export const IDLE_CONNECTION_MS = 50_000

/** A call is given up after this. Answers of an overloaded server take up to 10 s. [own] */
export const CALL_TIMEOUT_MS = 20_000

/** An upload is given up after this. [own: a file of 50 MB on a slow line] */
export const UPLOAD_TIMEOUT_MS = 120_000

/** An answer to a tap comes too late after this. [undocumented: pyTelegramBotAPI#1615] */
export const TAP_ANSWER_MS = 10_000

/** Pause before an answer to a tap that did not get through is sent again, doubled each time. [own] */
export const TAP_RETRY = { firstMs: 250, longestMs: 2000 } as const

/** A tap is answered within a second: who administers a chat has to be known by then. [own] */
export const ADMIN_LOOKUP_MS = 500

/** How long it is remembered who administers a chat. [own] */
export const ADMIN_FRESH_MS = 300_000

/** People whose standing is remembered. [own: bounds memory] */
export const ADMIN_REMEMBERED = 10_000

/** Chats, albums and streams that are remembered. [own: bounds memory] */
export const REMEMBERED = 10_000

/** Pauses after a poll that failed, doubled each time. [own] */
export const POLL_BACKOFF = { firstMs: 1000, longestMs: 30_000 } as const

/** Pause before polling again after another program took the updates; the server holds a conflict back for 3 s. [own] */
export const CONFLICT_PAUSE_MS = 5000

/** A start waits this long for Telegram; then the bot comes up in the background. [own] */
export const START_PATIENCE_MS = 5000

/** Largest file that a bot can download. [api getFile] */
export const MAX_DOWNLOAD_BYTES = 20 * 1024 * 1024

/** Largest body of a webhook call; updates are some kilobytes. [own] */
export const MAX_WEBHOOK_BYTES = 1024 * 1024

/** A webhook call is answered by then; the platform waits about a minute. [own] */
export const WEBHOOK_ANSWER_MS = 10_000

/** Webhook calls at a time; those of one chat come one after the other. [api setWebhook, server WebhookActor.cpp] */
export const WEBHOOK_CONNECTIONS = 40

/** What `callback_query` and the others are for; the rest is never sent to us. [api getUpdates] */
export const ALLOWED_UPDATES = [
  'message',
  'edited_message',
  'callback_query',
  'my_chat_member',
  'stopped_message_generation',
] as const

/** The thread of a forum's General topic: never named in a message, always in a chat action. [server check_message_topic] */
export const GENERAL_THREAD = 1

/** Accounts behind which Telegram puts others: anonymous administrators, forwarded posts, senders as a channel. [api] */
export const STAND_INS: ReadonlySet<number> = new Set([1087968824, 777000, 136817688])
