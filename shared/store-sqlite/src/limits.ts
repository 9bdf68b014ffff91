/*
 * The numbers of this engine, each with its reason.
 */

/**
 * How long SQLite itself waits for another process's write lock. It waits without giving the event loop back, so this is
 * no longer than a usual commit of a neighbour takes.
 */
export const BUSY_TIMEOUT_MS = 3

/** The longest pause before a busy database is tried again; each pause is a random part of it, so that rivals spread. */
export const BUSY_PAUSE_MS = 20

/** How long a call waits for a busy database in all. Longer than any checkpoint, shorter than a platform's patience. */
export const BUSY_LIMIT_MS = 5_000

/** How long one transaction may collect calls before it commits, so that a burst does not hold the event loop. */
export const BATCH_MS = 20

/**
 * Pages the write-ahead log may grow to before a commit copies them back (16 MiB of 4 KiB pages). The default of 1,000
 * makes every 15th commit of a busy gateway pay for a checkpoint.
 */
export const CHECKPOINT_PAGES = 4_000

/** What the write-ahead log file is cut to after a burst had made it larger. */
export const WAL_LIMIT_BYTES = 64 * 1024 * 1024

/** Page cache. SQLite's default of 2 MB is smaller than the indexes of a day's messages. */
export const CACHE_KIB = 32 * 1024

/** How often another process's commits are looked for: its cancel must be noticed within 500 ms. */
export const WATCH_MS = 200

/** Records dropped in one transaction of a purge: about a millisecond of work between other calls. */
export const PURGE_STEP = 200

/** Leases renewed by one statement: some milliseconds of work, so that thousands do not hold the event loop. */
export const RENEW_STEP = 500

/** Lanes kept in memory: those of the busiest sessions, about 5 kB each. */
export const CACHED_LANES = 2_000

/** How long a new owner waits for a neighbour that is looking at its lock file at that moment. */
export const OWNER_LOCK_MS = 250
