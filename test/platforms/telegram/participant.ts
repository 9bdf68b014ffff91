import type { User } from 'grammy/types'

/** Somebody in a chat: a person or a bot. */
export interface Participant {
  readonly id: number
  readonly user: User
}
