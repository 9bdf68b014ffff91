import type { Clock } from '../kit/clock.ts'
import type { CallbackApi } from './callback-api.ts'
import type { Chat } from './chat.ts'
import type { ChatMessage } from './chat-message.ts'
import type { Limits } from './limits.ts'
import { LongPoll, type OnBreach } from './long-poll.ts'
import type { Participant } from './participant.ts'
import type { Tap } from './tap.ts'

const FIRST_ID = 220_011_001
const FIRST_CHAT_PEER = 2_000_000_000
const SECOND_MS = 1_000

/** What a community's token may do. Source: docs, access-permissions for communities. */
export type TokenRight = 'messages' | 'manage' | 'photos' | 'docs'

/** A community to be. */
export interface CommunityOptions {
  readonly id?: number
  readonly name?: string
  readonly screenName?: string
  readonly token?: string
  /** Default: all of them. */
  readonly rights?: readonly TokenRight[]
  /** Whether "bot capabilities" are on, without which there are no keyboards. Default: they are. */
  readonly botCapabilities?: boolean
  /** Bots Long Poll. By default it is on, and only `message_new` is chosen, as after switching it on by hand. */
  readonly longPoll?: {
    readonly enabled?: boolean
    readonly events?: readonly string[]
    readonly apiVersion?: string
  }
}

/** What a community chose for its Bots Long Poll. */
export interface LongPollSettings {
  enabled: boolean
  apiVersion: string
  readonly events: Set<string>
}

/** A message that was sent with a `random_id`. */
export interface SentMessage {
  readonly message: ChatMessage
  readonly at: number
  /** What it said when it was sent. */
  readonly content: string
}

/** Who is told what happens to a community without a call. */
export interface Told {
  readonly breach: OnBreach
  readonly changed: () => void
}

/** A community: what a bot is on VK. */
export class Community implements Participant {
  readonly id: number
  readonly name: string
  readonly screenName: string
  readonly token: string
  readonly rights: ReadonlySet<TokenRight>
  botCapabilities: boolean
  readonly settings: LongPollSettings
  readonly longPoll: LongPoll
  /** Its chats with one person, by the person's id. */
  readonly directChats = new Map<number, Chat>()
  /** The people who do not want messages of it. */
  readonly denied = new Set<number>()
  /** The people whom it does not want messages of. */
  readonly blacklist = new Set<number>()
  /** By event id. */
  readonly taps = new Map<string, Tap>()
  /** What was sent, by peer and `random_id`. */
  readonly sent = new Map<string, SentMessage>()
  /** The server of its Callback API, when one is connected. */
  callback: CallbackApi | undefined
  readonly #clock: Clock
  readonly #limits: Limits
  #calls: number[] = []
  #lastMessageId = 300
  #chatsKnown = 0

  constructor(options: CommunityOptions, index: number, clock: Clock, limits: Limits, { breach, changed }: Told) {
    const { id = FIRST_ID + index, name = 'Holdline', longPoll = {} } = options
    this.id = id
    this.name = name
    this.screenName = options.screenName ?? `holdline${index === 0 ? '' : index + 1}`
    // As VK's own look: with characters that an address has to escape.
    this.token = options.token ?? `vk1.a.fake${index + 1}_Zk9-xV3qLr7TtB2wQe5+YhUo8/PnMs4=${id}`
    this.rights = new Set(options.rights ?? ['messages', 'manage', 'photos', 'docs'])
    this.botCapabilities = options.botCapabilities ?? true
    const { enabled = true, events = ['message_new'], apiVersion = '5.199' } = longPoll
    this.settings = { enabled, apiVersion, events: new Set(events) }
    this.longPoll = new LongPoll(clock, limits, breach, changed)
    this.#clock = clock
    this.#limits = limits
  }

  /** As an owner of things and a member of chats it is negative. */
  get ownerId(): number {
    return -this.id
  }

  /** The next number in its message box. */
  nextMessageId(): number {
    this.#lastMessageId += 1
    return this.#lastMessageId
  }

  /** The `peer_id` of the next chat that it comes to know. */
  nextChatPeer(): number {
    this.#chatsKnown += 1
    return FIRST_CHAT_PEER + this.#chatsKnown
  }

  /** Counts a call; says whether there were too many within a second. Those refused count, too. */
  tooManyCalls(): boolean {
    const now = this.#clock.now()
    this.#calls = [...this.#calls.filter((at) => at > now - SECOND_MS), now]
    return this.#limits.flood && this.#calls.length > this.#limits.callsPerSecond
  }
}
