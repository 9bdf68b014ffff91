/**
 * How a chat wants to be told that its session is busy. What loses something is told in every mode.
 *
 * - `always`: every message that meets a busy session, and a turn that takes long
 * - `asker-only`: only the person whose turn it is
 * - `first-only`: once for each message; those who wait are not told again of every turn before theirs
 * - `off`: nobody
 */
export type NoticeMode = 'always' | 'asker-only' | 'first-only' | 'off'
