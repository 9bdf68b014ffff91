/*
 * Feishu's numbers. Sources: [docs] the Open Platform's documentation of the method or topic named
 * (open.feishu.cn/document); [sdk] `@larksuiteoapi/node-sdk` 1.74.0; [own] a choice of ours, with its reason.
 */

/** Largest card or rich text, in bytes of its JSON. [docs, message create, 230025] */
export const MAX_RICH_BYTES = 30 * 1024

/** Largest plain text, in bytes of its JSON. [docs, message create, 230025] */
export const MAX_TEXT_BYTES = 150 * 1024

/** Tables in one card; a sixth makes the platform refuse all of it. [docs, card JSON 2.0, table] */
export const MAX_TABLES = 5

/** Kept free of {@link MAX_RICH_BYTES} for the frame of a card and the people that it mentions. [own] */
export const CARD_RESERVE_BYTES = 2 * 1024

/**
 * Longest part of an answer as Markdown, in UTF-16 units. A Chinese letter takes three bytes and an escaped sign five:
 * nearly all parts of this length fit a card, and a part that does not is sent as rich text. [own]
 */
export const MAX_PART_TEXT = 5000

/** More parts than this become a file: five full screens are what people still scroll. [own] */
export const MAX_PARTS = 5

/** People that one answer mentions at most. [own: a line of names] */
export const MAX_MENTIONS = 10

/** Longest name of a file. [docs, file create: not stated; own] */
export const MAX_FILE_NAME = 100

/** Longest idempotency key. [docs, message create: uuid] */
export const MAX_UUID = 50

/** Longest text that is shown for a tap. [own: a toast is one line] */
export const MAX_TOAST_TEXT = 200

/** Changes of one message in a second. [docs, message patch: 5 QPS] */
export const PATCHES_PER_SECOND = 5

/** Messages to one chat in a second, shared by all bots of the chat. [docs, message create and reply: 5 QPS] */
export const SENDS_PER_SECOND = 5

/** Of these, not used by status messages, so that an answer never waits for one. [own] */
export const SENDS_RESERVED = 2

/** Calls of one app in a second, over all chats: a little below the fifty that are allowed. [docs, message create] */
export const CALLS_PER_SECOND = 40

/** Least time between two changes of a live notice; a fifth of what is allowed, and as fast as anybody reads. [own] */
export const EDIT_EVERY_MS = 1000

/** New status messages of one chat in a minute. [own: no more than people want to see] */
export const NOTICES_PER_MINUTE = 15

/** How often a live notice is changed only for its elapsed time. [own: nobody counts seconds] */
export const REDRAW_EVERY_MS = 10_000

/** The reaction that stands for typing stays until it is taken back; this is how often a lost one is put again. [own] */
export const TYPING_EVERY_MS = 60_000

/** The reaction that stands for typing. [docs, emoji list] */
export const TYPING_EMOJI = 'Typing'

/** A message waits at most this long for the budget here; what takes longer is tried again. A stop waits for it. [own] */
export const LONGEST_BUDGET_WAIT_MS = 10_000

/** A pause for a limit that came without a time. [docs, frequency-control: a reset is seconds away; own] */
export const DEFAULT_PAUSE_MS = 1000

/** The pause after a refusal that an operator has to mend, such as a missing permission. [own] */
export const OPERATOR_PAUSE_MS = 60_000

/** Events and taps have to be answered within 3 s [docs, events and callbacks]; what is not done by then is refused. */
export const ANSWER_WITHIN_MS = 2500

/**
 * A card is not changed while a tap on it is being answered, and not right after: the platform lets the answer undo
 * such a change. [docs, delayed update; own: the way of the answer to the platform]
 */
export const TAP_SETTLE_MS = 300

/** A quoted message, a forwarded conversation and a chat's managers are waited for this long. [own: within the 3 s] */
export const LOOKUP_MS = 1000

/** Longest name of a person that the agent is told, in UTF-16 units. [own] */
export const MAX_NAME = 100

/** A sender's name is waited for this long, once per group: a name is worth no delay that anybody notices. [own] */
export const NAME_WITHIN_MS = 300

/** The members of a group are asked for again after this, when somebody unknown speaks. [own] */
export const NAMES_FRESH_MS = 600_000

/** Members of a group that come with one call. [docs, chat members get] */
export const MEMBER_PAGE = 100

/** Such calls at most for one group: who speaks in a larger one may stay an id. [own: a thousand people] */
export const MEMBER_PAGES = 10

/** Messages whose words are remembered: a discussion under one message asks for it once. [own: bounds memory] */
export const FOUND_REMEMBERED = 500

/** Longest quote, and longest text of a forwarded conversation, in UTF-16 units. [own] */
export const MAX_QUOTE_TEXT = 8000

/** A call is given up after this. [own: the platform answers within a second] */
export const CALL_TIMEOUT_MS = 15_000

/** An upload or download is given up after this. [own: 30 MB on a slow line] */
export const TRANSFER_TIMEOUT_MS = 120_000

/** The handshake of a long connection is given up after this. [own] */
export const HANDSHAKE_TIMEOUT_MS = 5000

/**
 * A long connection is pinged at least this often, so that one whose other end is gone is noticed within this and
 * {@link PONG_WITHIN_S}. The server asks for a ping every two minutes, and answers each. [own]
 */
export const PING_EVERY_MS = 30_000

/**
 * A long connection whose server does not answer a ping within this is dead, in seconds. Shorter than the time between two
 * pings, since each ping begins the count anew. [own; sdk: never, by default]
 */
export const PONG_WITHIN_S = 5

/** A connection that is not there by then is begun anew. [own: endpoint and handshake have limits of their own] */
export const CONNECT_WITHIN_MS = 30_000

/** Pauses between connections, doubled each time, each shortened by chance. [own; the SDK waits up to 150 s] */
export const CONNECT_BACKOFF = { firstMs: 500, longestMs: 30_000 } as const

/** A connection that has lived so long was a good one: the pause after its end is the first again. [own] */
export const STEADY_MS = 30_000

/** Pauses between questions for who the bot is. [own] */
export const IDENTITY_BACKOFF = { firstMs: 1000, longestMs: 30_000 } as const

/** Pauses between tries to take back a reaction, doubled each time. [own] */
export const REACTION_BACKOFF = { firstMs: 1000, longestMs: 60_000 } as const

/** A reaction of an earlier process is taken back after this, unless its work goes on. [own: takeovers begin at once] */
export const ADOPTED_WITHIN_MS = 3000

/** Tries to take back a reaction; the next start tries again. [own: about ten minutes] */
export const REACTION_TRIES = 15

/** A start waits this long for the platform; then the bot comes up in the background. [own] */
export const START_PATIENCE_MS = 5000

/** How long it is remembered who manages a chat. [own] */
export const MANAGERS_FRESH_MS = 300_000

/** Messages of a thread that are written down, to attach an answer to: somebody would have to take back all of them. [own] */
export const ANCHORS_KEPT = 5

/** Threads of which messages are written down. [own: some hundred kilobytes] */
export const THREADS_KEPT = 2000

/** Chats, messages and notices that are remembered. [own: bounds memory] */
export const REMEMBERED = 10_000

/** Largest file that is accepted unless configured. [own; docs, message resource get: 100 MB] */
export const DEFAULT_FILE_BYTES = 30 * 1024 * 1024

/** Largest picture that a bot can upload as such. [docs, image create] */
export const MAX_IMAGE_BYTES = 10 * 1024 * 1024

/** Largest file that a bot can upload. [docs, file create] */
export const MAX_UPLOAD_BYTES = 30 * 1024 * 1024

/** Largest body of a webhook call; events are some kilobytes. [own] */
export const MAX_WEBHOOK_BYTES = 1024 * 1024

/** A webhook call whose time differs more than this from ours is refused. [own; docs, "within a certain time"] */
export const MAX_WEBHOOK_AGE_MS = 300_000
