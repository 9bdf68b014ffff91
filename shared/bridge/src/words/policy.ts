/**
 * What happens to a message that meets a busy session.
 *
 * - `queue`: it becomes its own turn, first in, first out
 * - `collect`: all waiting messages become one turn after a quiet window
 * - `reject`: it is refused visibly and not kept
 * - `interrupt`: the running turn is cancelled, what it did stays in the context, and the new one starts
 * - `rollback`: the same, but the cancelled turn leaves no trace in the context
 * - `steer`: it is given to the running turn, where the gateway can; else queued
 * - `parallel`: it starts a second turn at once
 * - `background`: the running turn moves out of the lane and the new one starts
 */
export const POLICIES = [
  'queue',
  'collect',
  'reject',
  'interrupt',
  'rollback',
  'steer',
  'parallel',
  'background',
] as const

/** One of {@link POLICIES}. */
export type Policy = (typeof POLICIES)[number]

/** Whether a text is a policy name. */
export function isPolicy(text: string): text is Policy {
  return POLICIES.some((name) => name === text)
}
