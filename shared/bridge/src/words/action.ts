/**
 * What a button or a command does.
 *
 * - `wait`: keep waiting; the person is mentioned with the answer
 * - `cancel`: stop the running turn
 * - `new`: stop it, drop what waits, start the session's next generation
 * - `retry`: run a failed turn's question again
 * - `background`: move the running turn out of the lane
 * - `dequeue`: remove one waiting message
 */
export const ACTION_NAMES = ['wait', 'cancel', 'new', 'retry', 'background', 'dequeue'] as const

/** One of {@link ACTION_NAMES}. */
export type ActionName = (typeof ACTION_NAMES)[number]

/** Whether a text is an action name. */
export function isActionName(text: string): text is ActionName {
  return ACTION_NAMES.some((name) => name === text)
}

/**
 * What became of an action, as the tapper is told.
 *
 * - `done`: it took effect
 * - `finished`: there was nothing left to do (the turn had ended, or somebody had done it)
 * - `forbidden`: not theirs to do; nothing is spent
 * - `expired`: the turn was purged
 * - `unknown`: the token is not ours
 */
export type ActionResult = 'done' | 'finished' | 'forbidden' | 'expired' | 'unknown'
