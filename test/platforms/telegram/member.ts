import type { User } from 'grammy/types'

/** What somebody is in a chat. */
export type MemberStatus = 'creator' | 'administrator' | 'member' | 'restricted' | 'left' | 'kicked'

/** What an administrator may be allowed. */
export type AdminRight = 'can_delete_messages' | 'can_manage_topics' | 'can_restrict_members' | 'can_pin_messages'

/** All that an administrator can be allowed here. */
export const ALL_RIGHTS: readonly AdminRight[] = [
  'can_delete_messages',
  'can_manage_topics',
  'can_restrict_members',
  'can_pin_messages',
]

/** Somebody in a chat, or who was. */
export interface Member {
  readonly user: User
  readonly status: MemberStatus
  readonly rights: readonly AdminRight[]
  /** Of somebody restricted. */
  readonly canSend: boolean
}
