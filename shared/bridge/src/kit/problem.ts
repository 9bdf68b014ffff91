import type { ChannelHealth } from '../ports/channel.ts'

/** Why an account does not work, for an operator. */
export interface Problem {
  readonly state: ChannelHealth['state']
  /** What is wrong and what helps, without secrets. */
  readonly text: string
  /** It does not pass by itself. */
  readonly grave: boolean
}
