/*
 * What the core takes from outside besides stores, channels and gateways. All of it is injected, so that a simulation
 * owns time, identity and chance.
 */

/** Time. */
export interface Clock {
  /** Epoch milliseconds. May jump; never used to order writes of one session. */
  now(): number
  /** Calls `run` after `delayMs`. Returns how to cancel. Timers must not keep a finished process alive. */
  after(delayMs: number, run: () => void): () => void
}

/** Identity and chance. */
export interface Entropy {
  /** A new id of 16 characters `[A-Za-z0-9_-]`, unique everywhere. No secret: what must not be guessed has a MAC. */
  id(): string
  /** A number in [0, 1), for jitter. */
  random(): number
  /** Bytes that nobody can guess, for keys. */
  bytes(length: number): Uint8Array
}

/** Where log lines go. Fields are plain values; nothing in them may be a secret. */
export interface Logger {
  debug(fields: LogFields, message: string): void
  info(fields: LogFields, message: string): void
  warn(fields: LogFields, message: string): void
  error(fields: LogFields, message: string): void
}

/** The structured part of a log line. */
export type LogFields = Readonly<Record<string, unknown>>

/** What the operator's metrics are made of; a host maps it to its own library. */
export interface Meter {
  /** Adds one to a counter. */
  count(name: MetricName, labels?: Readonly<Record<string, string>>): void
  /** Records a duration in milliseconds. */
  time(name: 'turn_duration' | 'queue_wait' | 'busy_notice_latency', ms: number): void
}

/** Counters of the bridge. */
export type MetricName =
  | 'messages'
  | 'turns_finished'
  | 'notices'
  | 'actions'
  | 'heals'
  | 'ignored'
  | 'deliveries'
  | 'dead_letters'
