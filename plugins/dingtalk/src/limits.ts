/*
 * The numbers of DingTalk, each with where it comes from:
 *   doc     the platform's documentation, as quoted by its own SDKs and plugins
 *   3p      other people's plugins say so, and nothing better is known
 *   own     ours
 */

/** Longest part of an answer, in UTF-16 units: in Chinese about 10 000 of the 15 000 bytes of a `msgParam`. [doc, own] */
export const MAX_PART_TEXT = 3500

/** Longest title: what a notification shows of a message. [own] */
export const MAX_TITLE = 60

/** Messages of a chat that can be answered as such after a restart. [own] */
export const KEPT_QUESTIONS = 16

/** Longest quote of a question before its answer. [own] */
export const MAX_QUOTE = 60

/** Buttons of one message of the robot API: `sampleActionCard` to `sampleActionCard5`. [doc] */
export const MAX_BUTTONS = 5

/** Messages a minute by webhook; above it, the robot is silenced for ten minutes. [doc, of custom robots] */
export const WEBHOOK_PER_MINUTE = 20

/** Of these, kept for answers and refusals: people wait for them, and nothing replaces them. [own] */
export const WEBHOOK_RESERVE = 6

/** How long a webhook is left alone that says that it was too much. [doc] */
export const WEBHOOK_PAUSE_MS = 600_000

/** A webhook that ends this soon is not used: the call may take a while, and clocks differ. [own] */
export const WEBHOOK_MARGIN_MS = 30_000

/** Calls a second to the card API, below the 40 that an app has. [3p] */
export const CARDS_PER_SECOND = 20

/** Calls a second to the robot API. No number is published. [own] */
export const ROBOT_PER_SECOND = 10

/** A pause after “QpsLimit”, where none is said. [3p] */
export const QPS_PAUSE_MS = 2000

/** Before something is tried again that an operator has to mend. [own] */
export const MEND_PAUSE_MS = 60_000

/** Least time between two changes of one card. [own] */
export const EDIT_EVERY_MS = 1000

/** The same in groups, where everybody’s client draws it again. [own] */
export const GROUP_EDIT_EVERY_MS = 2000

/** A card whose phase lasts is drawn again for its elapsed time. [own] */
export const REDRAW_EVERY_MS = 15_000

/** New notices that a chat may get in a minute. [own] */
export const NOTICES_PER_MINUTE = 6

/** The label on a message stays until it is taken off: nothing to renew. The core asks this often all the same. [own] */
export const TYPING_EVERY_MS = 60_000

/** Cards are not tried again for so long once one was refused for a reason that lasts. [own] */
export const CARDS_PAUSE_MS = 600_000

/** A press of a card’s button is answered by then; the platform waits 2 s. [doc] */
export const CALLBACK_ANSWER_MS = 1500

/** A call is given up after this. [own] */
export const CALL_TIMEOUT_MS = 15_000

/** A download is given up after this. [own] */
export const DOWNLOAD_TIMEOUT_MS = 120_000

/** Opening a connection, from the ticket on, is given up after this; and so is closing one. [own] */
export const OPEN_TIMEOUT_MS = 10_000

/** A token is renewed so long before it ends. [doc: the official SDK] */
export const TOKEN_MARGIN_MS = 300_000

/** How often a connection is asked for a sign of life. [own] */
export const PING_EVERY_MS = 6000

/** A connection that leaves so many unanswered in a row is dead: noticed within 18 s, whenever it died. [own] */
export const MAX_UNANSWERED_PINGS = 2

/** A connection that the gateway wants to end may still bring messages; then it is ended from here. [doc: about 10 s] */
export const LEAVE_MS = 15_000

/** Pauses between tries to connect, doubled each time; a random part is taken off. [own] */
export const CONNECT_BACKOFF = { firstMs: 1000, longestMs: 30_000 } as const

/** A connection that lived so long was a good one: the next failure is the first. [own] */
export const GOOD_LIFE_MS = 10_000

/** A start waits this long for DingTalk; then the robot comes up in the background. [own] */
export const START_PATIENCE_MS = 5000

/** How long a label that could not be taken off is tried again. [own] */
export const EMOTION_RETRY_MS = 30_000

/** How often. [own] */
export const EMOTION_TRIES = 10

/** How long it is remembered what a button means: longer than the core answers buttons of finished turns. [own] */
export const REMEMBER_MS = 7 * 24 * 60 * 60 * 1000

/** How often what is too old is forgotten. [own] */
export const TIDY_EVERY_MS = 24 * 60 * 60 * 1000

/** How long it is remembered where a chat is. [own] */
export const REMEMBER_CHAT_MS = 90 * 24 * 60 * 60 * 1000

/** Chats, questions and buttons that are kept in memory. [own: bounds memory] */
export const REMEMBERED = 10_000

/** Largest file that is taken from a chat, in bytes. [own] */
export const MAX_DOWNLOAD_BYTES = 20 * 1024 * 1024
