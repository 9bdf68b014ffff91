import type { MessageEntity } from 'grammy/types'

/** A message that a bot is still writing, as its person sees it. */
export interface Draft {
  readonly id: number
  readonly text: string
  readonly entities: readonly MessageEntity[]
  readonly canStop: boolean
  readonly keepOnStop: boolean
  /** Whether the person has pressed Stop. */
  readonly stopped: boolean
  readonly expiresAt: number
}
