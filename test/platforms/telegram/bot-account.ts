import type { User, UserFromGetMe } from 'grammy/types'
import type { Clock } from '../kit/clock.ts'
import type { Watch } from '../kit/watch.ts'
import type { CallbackTap } from './callback-tap.ts'
import type { Chat } from './chat.ts'
import { FloodControl } from './flood-control.ts'
import type { Limits } from './limits.ts'
import { LongPoll } from './long-poll.ts'
import type { MenuCommand } from './rules-commands.ts'
import { UpdateQueue } from './update-queue.ts'
import type { Webhook } from './webhook.ts'

const FIRST_BOT_ID = 8_100_000_001
const FIRST_UPDATE_ID = 710_000_001
const UPDATE_IDS_APART = 1_000_000

/** What a bot is. */
export interface AccountOptions {
  readonly username?: string
  readonly firstName?: string
  readonly token?: string
  /** Privacy mode: of a group it hears only what concerns it, unless it is an admin. Default: true. */
  readonly privacy?: boolean
  /** Whether it gets messages of other bots. Default: false, as on the platform. */
  readonly hearsBots?: boolean
  readonly canJoinGroups?: boolean
  readonly supportsGuestQueries?: boolean
  /** Whether private chats with it have topics. */
  readonly topicsInPrivate?: boolean
}

/** A bot on the platform, and what the platform keeps for it. */
export class BotAccount {
  readonly id: number
  readonly username: string
  readonly token: string
  readonly user: User
  readonly hearsBots: boolean
  readonly topicsInPrivate: boolean
  /** Privacy mode. A change holds for the groups that the bot joins from then on, as on the platform. */
  privacy: boolean
  readonly queue: UpdateQueue
  readonly poll: LongPoll
  readonly flood: FloodControl
  /** Its private chats, by the person's id. */
  readonly privateChats = new Map<number, Chat>()
  /** Its menus, by scope and language. */
  readonly menus = new Map<string, readonly MenuCommand[]>()
  /** The taps that it got, by their id. */
  readonly taps = new Map<string, CallbackTap>()
  webhook: Webhook | undefined
  /** When it may set a webhook again; Unix milliseconds. */
  nextWebhookAt = 0
  /** When its first call came. */
  firstCallAt: number | undefined
  loggedOut = false
  readonly #options: AccountOptions
  readonly #privacyByChat = new Map<number, boolean>()

  constructor(options: AccountOptions, index: number, clock: Clock, limits: Limits, watch: Watch) {
    const { username = index === 0 ? 'holdline_bot' : `holdline_${index + 1}_bot`, firstName = 'Holdline' } = options
    this.id = FIRST_BOT_ID + index
    this.username = username
    this.token = options.token ?? `${this.id}:AAfake-token-of-${username}`
    this.user = { id: this.id, is_bot: true, first_name: firstName, username }
    this.privacy = options.privacy ?? true
    this.hearsBots = options.hearsBots ?? false
    this.topicsInPrivate = options.topicsInPrivate ?? false
    this.#options = options
    this.queue = new UpdateQueue(FIRST_UPDATE_ID + index * UPDATE_IDS_APART, clock, limits, watch)
    this.poll = new LongPoll(this.queue, clock, limits)
    this.flood = new FloodControl(limits, clock)
    this.queue.onPush = () => {
      this.poll.wake()
      this.webhook?.wake()
    }
  }

  /** How many updates it has neither confirmed nor let grow too old. */
  get pendingUpdates(): number {
    return this.queue.list().length
  }

  /** What `getMe` says. */
  get me(): UserFromGetMe {
    return {
      ...this.user,
      is_bot: true,
      username: this.username,
      can_join_groups: this.#options.canJoinGroups ?? true,
      can_read_all_group_messages: !this.privacy,
      supports_guest_queries: this.#options.supportsGuestQueries ?? false,
      supports_inline_queries: false,
      can_connect_to_business: true,
      has_main_web_app: false,
      has_topics_enabled: this.topicsInPrivate,
      allows_users_to_create_topics: this.topicsInPrivate,
      can_manage_bots: false,
      supports_join_request_queries: false,
    }
  }

  /** Called by the platform: it has joined a group. */
  joined(chat: Chat): void {
    this.#privacyByChat.set(chat.id, this.privacy)
  }

  /** Whether it hears everything in a group without being an admin. */
  hearsAllIn(chat: Chat): boolean {
    return !(this.#privacyByChat.get(chat.id) ?? this.privacy)
  }
}
