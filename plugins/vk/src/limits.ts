/*
 * VK's numbers. Sources: [docs] dev.vk.com; [schema] VKCOM/vk-api-schema (5.199); [facts] what other SDKs do (vkbottle,
 * vksdk, vk-io 4.10.1), since VK says nothing; [own] a choice of ours, with its reason.
 */

/** Longest text of a message, in UTF-16 units. The schema takes 9000, chats take 4096. [facts: vkbottle splits there] */
export const MAX_MESSAGE_TEXT = 4096

/** Longest part of an answer as Markdown; people are mentioned in what is left. What it becomes is cut at the above. [own] */
export const MAX_PART_TEXT = 4000

/** More parts than this become a file: five full screens are what people still scroll. [own] */
export const MAX_PARTS = 5

/** Longest name in a mention, so that several fit. [own] */
export const MAX_MENTION_NAME = 32

/** Formats of one message; a text with more is sent plain. [own: VK states no limit, and nobody reads that many] */
export const MAX_FORMATS = 200

/** Longest label of a button, in characters. [docs, bots keyboard] */
export const MAX_LABEL = 40

/** Longest payload of a button, in bytes of UTF-8. vk-io counts characters. [docs, bots keyboard] */
export const MAX_PAYLOAD_BYTES = 255

/** Buttons of an inline keyboard. [docs, bots keyboard] */
export const MAX_BUTTONS = 10

/** Rows of an inline keyboard. [docs, bots keyboard] */
export const MAX_ROWS = 6

/** Buttons in a row. [docs, bots keyboard] */
export const MAX_IN_ROW = 5

/** Two buttons stand in one row when both labels are at most this long; phones cut longer ones. [own] */
export const MAX_SHARED_ROW_LABEL = 18

/** Longest text of a snackbar. [docs, callback buttons: show_snackbar] */
export const MAX_SNACKBAR_TEXT = 90

/** Calls of a community in a second. [docs, api-requests] */
export const CALLS_PER_SECOND = 20

/** Least time between two calls: VK counts seconds of its own, and vk-io takes a second for 1133 ms. [facts] */
export const CALL_EVERY_MS = Math.ceil(1133 / CALLS_PER_SECOND)

/** A message waits at most this long for its turn here; what takes longer is tried again. A stop waits for it. [own] */
export const LONGEST_TURN_WAIT_MS = 10_000

/** Pause after error 9 or 14: VK says nothing, and what comes again at once makes it worse. [own] */
export const FLOOD_PAUSE_MS = 30_000

/** Pause after error 29, a limit by the day or hour: it does not pass soon. [own] */
export const RATE_LIMIT_PAUSE_MS = 60_000

/** Buttons are not tried again for this long after VK refused them all. [own: an operator sees to it, or does not] */
export const NO_BUTTONS_MS = 300_000

/** Pause after error 10: VK has troubles of its own. [own] */
export const SERVER_PAUSE_MS = 3000

/** Least time between two edits of a notice: VK states no limit; this looks alive and leaves room for others. [own] */
export const EDIT_EVERY_MS = 1000

/** The same in chats, where all members see every edit. [own] */
export const GROUP_EDIT_EVERY_MS = 2000

/** New status messages of one chat in a minute. [own: "too many similar actions" is error 9, and all that is said] */
export const NOTICES_PER_MINUTE = 10

/** How often a live notice is edited only for its elapsed time. [own] */
export const REDRAW_EVERY_MS = 20_000

/** How often typing is renewed: VK shows it for 10 s. [facts] */
export const TYPING_EVERY_MS = 8000

/** How long a long poll stays open. [docs, bots-long-poll: 25 recommended, 90 at most] */
export const POLL_SECONDS = 25

/** How long the first poll after a failed one stays open: that it works again is soon known. [own] */
export const TRIAL_POLL_SECONDS = 1

/** A long poll that has not ended this long after its time hangs on a dead connection. [own] */
export const POLL_GRACE_MS = 10_000

/** Largest answer of a long poll; events are some kilobytes. [own] */
export const MAX_POLL_BYTES = 16 * 1024 * 1024

/** A connection that was idle for this long is not used again: routers forget such. Longer than a poll's silence. [own] */
export const IDLE_CONNECTION_MS = 50_000

/** A call is given up after this. [own] */
export const CALL_TIMEOUT_MS = 15_000

/** Pause after error 6: by then VK counts a new second. [facts: vk-io takes a second for 1133 ms] */
export const TOO_FAST_PAUSE_MS = 1133

/** A call is given up after this with all its tries after "too many requests". [own] */
export const CALL_DEADLINE_MS = 20_000

/** An answer to a tap is of use for so long: VK takes it for a minute after the press. [docs, callback buttons] */
export const TAP_ANSWER_MS = 50_000

/** Pause before an answer to a tap that did not get through is sent again, doubled each time. [own] */
export const TAP_RETRY = { firstMs: 250, longestMs: 5000 } as const

/** A tap is answered at once: who administers a chat has to be known by then. [own] */
export const LOOKUP_MS = 500

/** A message that VK cropped is asked for in full for so long; after that it goes on as it came. [own: nobody waits longer] */
export const WHOLE_MESSAGE_MS = 3000

/** How long it is remembered who administers a chat, and what people are called. [own] */
export const LOOKUP_FRESH_MS = 300_000

/** Chats and people that are remembered. [own: bounds memory] */
export const REMEMBERED = 10_000

/** Pauses after a poll that failed, doubled each time. [own] */
export const POLL_BACKOFF = { firstMs: 1000, longestMs: 30_000 } as const

/** A start waits this long for VK; then the bot comes up in the background. [own] */
export const START_PATIENCE_MS = 5000

/** Largest file that is accepted unless configured. VK takes documents of up to 200 MB. [own: as on Telegram] */
export const DEFAULT_MAX_FILE_BYTES = 20 * 1024 * 1024

/** What VK makes pictures of. [docs, upload: JPG, PNG, GIF] */
export const PHOTO_TYPES: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/gif'])

/** Largest picture; a larger one is sent as a document. [docs, upload: 50 MB] */
export const MAX_PHOTO_BYTES = 50 * 1024 * 1024

/** An upload or download is given up after this. [own: 20 MB on a slow line] */
export const TRANSFER_TIMEOUT_MS = 120_000

/** Largest body of a Callback API call; events are some kilobytes. [own] */
export const MAX_CALLBACK_BYTES = 1024 * 1024

/** A Callback API call is answered by then; VK gives up after about 10 s. [facts] */
export const CALLBACK_ANSWER_MS = 8000

/** Pauses before looks at VK's settings after it has confirmed an address; an operator is just entering it. [own] */
export const LOOKS_AFTER_CONFIRMATION_MS = [1000, 5000, 30_000] as const

/** Forwarded messages deeper than this are left out: they are no context that anybody follows. [own] */
export const DEEPEST_FORWARD = 5

/** What peers above this number are chats of many; below are people. [docs, messages.send: peer_id] */
export const FIRST_CHAT_PEER = 2_000_000_000

/** Version of the API that everything here is written for. [vk-io 4.10.1] */
export const API_VERSION = '5.199'

/** Events that the bot lives on; without them the community says nothing of messages or presses. [docs, events] */
export const NEEDED_EVENTS = ['message_new', 'message_event', 'message_edit'] as const
