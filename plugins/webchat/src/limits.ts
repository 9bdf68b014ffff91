/*
 * Webchat's numbers. The protocol is ours, so most of them are choices; each says what it protects.
 */

/** Largest frame in either direction, in bytes. Part of the public protocol: a larger one closes the socket (1009). */
export const MAX_FRAME_BYTES = 64 * 1024

// Everything in a message event besides its text: two ids, two numbers, names, and room to spare.
const EVENT_ENVELOPE_BYTES = 1024

/** Longest text as encoded JSON, in bytes: so that what came in one frame also goes out in one frame. */
export const MAX_TEXT_BYTES = MAX_FRAME_BYTES - EVENT_ENVELOPE_BYTES

// A UTF-16 unit of text without control characters or lone surrogates takes at most this in JSON.
const MAX_BYTES_PER_UNIT = 3

/** Longest text of one answer, in UTF-16 units, so that whatever it holds fits a frame. */
export const MAX_REPLY_TEXT = Math.floor(MAX_TEXT_BYTES / MAX_BYTES_PER_UNIT)

/** Longest id, action or token of a client, in UTF-16 units: they come back in answers, and a UUID takes 36. */
export const MAX_ID_LENGTH = 128

/**
 * Messages per chat and per connection. The burst is above the default queue cap, so that a full queue is told as
 * such; the rate is more than a person types and far below what hurts.
 */
export const MESSAGE_RATE = { burst: 60, perSecond: 2 } as const

/** Control commands and taps per connection: never refused, but a flood of them is read no faster than this. */
export const COMMAND_RATE = { burst: 100, perSecond: 20 } as const

/** Frames of any kind per connection: past it the socket is not read, so that refusing a flood cannot eat the process. */
export const FRAME_RATE = { burst: 2000, perSecond: 1000 } as const

/** Calls of one connection that the core has not answered yet; more are not read, so a slow store bounds memory too. */
export const MAX_IN_FLIGHT = 64

/** Unsent bytes above which a connection gets no more events and is not read. */
export const HIGH_WATER_BYTES = 64 * 1024

/** Log entries read at a time: small, as one that finds its socket full has read in vain. */
export const LOG_PAGE = 32

/** Open tabs of one chat; more are asked to come again later. */
export const MAX_CONNECTIONS_PER_CHAT = 32

/** Sockets of one process: below the usual limit of open files, which the store and the model need too. */
export const MAX_CONNECTIONS = 15_000

/** Least time between two revisions of streamed answers in one chat: ten a second look fluent. */
export const STREAM_EVERY_MS = 100

/** Answers streamed at once in one chat; the oldest of more is no longer shown until it is final. */
export const MAX_STREAMS_PER_CHAT = 8

/** Least time between two edits of a notice: quick, as an edit is one small frame. */
export const EDIT_EVERY_MS = 50

/** How often typing is renewed: it has no end of its own here, so this only serves tabs that come later. */
export const TYPING_EVERY_MS = 20_000

/** Pause between two pings of one connection; below the 30 s after which common proxies drop a silent socket. */
export const HEARTBEAT_MS = 25_000

/** One tick of the timer that all connections share. */
export const TICK_MS = 1000

/** How long a socket may stay without a `hello`. */
export const HELLO_DEADLINE_MS = 10_000

/** How long a chat without tabs stays in memory, so that a reload does not reset its rate limit or its stream. */
export const IDLE_CHAT_MS = 60_000

/** How long a client gets to answer a close. */
export const CLOSE_GRACE_MS = 2000

/** Largest body of the token form. */
export const MAX_LOGIN_BYTES = 4096

/** How long a browser stays logged in. */
export const LOGIN_SECONDS = 30 * 24 * 60 * 60
