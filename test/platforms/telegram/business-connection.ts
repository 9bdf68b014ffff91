import type { User } from 'grammy/types'
import type { BotAccount } from './bot-account.ts'

/** A person's account that a bot is connected to. */
export interface BusinessConnection {
  readonly id: string
  readonly owner: User
  readonly account: BotAccount
}
