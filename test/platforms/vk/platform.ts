import { createHash } from 'node:crypto'
import { type Clock, systemClock } from '../kit/clock.ts'
import type { JsonObject } from '../kit/json.ts'
import { Watch } from '../kit/watch.ts'
import { CallbackApi, type CallbackSettings } from './callback-api.ts'
import { Chat, type Member } from './chat.ts'
import { ChatMessage, type MessageOrigin, type MessageVersion } from './chat-message.ts'
import { Community, type CommunityOptions } from './community.ts'
import { FileStore } from './files.ts'
import { hears } from './hearing.ts'
import { DEFAULT_LIMITS, type Limits } from './limits.ts'
import type { Participant } from './participant.ts'
import type { Profile } from './profile.ts'
import type { RecordedCall } from './recorded-call.ts'
import { RULES, type RuleName } from './rules.ts'
import { UploadStore } from './upload-store.ts'
import { eventView } from './views.ts'
import type { Violation } from './violation.ts'

// Event objects of older versions are the bare message. Source: docs, bots-long-poll, versions.
const FIRST_WITH_CLIENT_INFO = 103
const MEMBER: Member = { state: 'in', admin: false, owner: false, hearsAll: false }

/** Options of the platform. */
export interface PlatformOptions {
  readonly clock?: Clock
  readonly limits?: Partial<Limits>
  /** Told of every message, as it is sent and edited; for a log. */
  readonly onMessage?: OnMessage
}

/** Told of a message. */
export type OnMessage = (event: 'new' | 'edited', message: ChatMessage, chat: Chat) => void

/** What a message is before the platform has numbered and dated it. */
export type NewMessage = Omit<MessageOrigin, 'cmid' | 'id' | 'at' | 'peerId'>

/** Everything there is: people, communities, chats, files, time. It numbers, delivers and remembers; it judges nothing. */
export class Platform {
  readonly clock: Clock
  readonly limits: Limits
  readonly files = new FileStore()
  readonly uploads = new UploadStore()
  readonly watch = new Watch()
  readonly people = new Map<number, Profile>()
  /** The chats of several. */
  readonly chats: Chat[] = []
  readonly communities: Community[] = []
  readonly violations: Violation[] = []
  /** Where this platform is reached, for the addresses that it hands out. */
  readonly baseUrl: () => string
  #serial = 0
  readonly #onMessage: OnMessage | undefined

  constructor({ clock = systemClock, limits = {}, onMessage }: PlatformOptions, baseUrl: () => string) {
    this.clock = clock
    this.limits = { ...DEFAULT_LIMITS, ...limits }
    this.baseUrl = baseUrl
    this.#onMessage = onMessage
  }

  /** A number that has not been given out. */
  serial(): number {
    this.#serial += 1
    return this.#serial
  }

  /** Makes a community. */
  addCommunity(options: CommunityOptions): Community {
    const community = new Community(options, this.communities.length, this.clock, this.limits, {
      breach: (rule, message) => this.violate(rule, message),
      changed: () => this.watch.changed(),
    })
    this.communities.push(community)
    return community
  }

  /** The chat of a person and a community; the same one each time. */
  directChat(person: Profile, community: Community): Chat {
    const known = community.directChats.get(person.id)
    if (known !== undefined) return known
    const title = `${person.firstName} ${person.lastName}`
    const chat = new Chat({ kind: 'direct', title }, this.watch, () => this.clock.now())
    chat.number(community, person.id)
    chat.members.set(person.ownerId, MEMBER)
    chat.members.set(community.ownerId, { ...MEMBER, hearsAll: true })
    community.directChats.set(person.id, chat)
    return chat
  }

  /** Makes a chat of several. */
  addChat(title: string): Chat {
    const chat = new Chat({ kind: 'chat', title }, this.watch, () => this.clock.now())
    this.chats.push(chat)
    return chat
  }

  /** Sets what somebody is in a chat, without telling anybody. */
  setMember(chat: Chat, who: Participant, change: Partial<Member>): void {
    const community = this.communities.find(({ ownerId }) => ownerId === who.ownerId)
    if (community !== undefined && chat.peerIdFor(community) === undefined) {
      chat.number(community, community.nextChatPeer())
    }
    chat.members.set(who.ownerId, { ...MEMBER, ...chat.members.get(who.ownerId), ...change })
    this.watch.changed()
  }

  /** The chat that a community knows by a peer id. */
  chatOf(community: Community, peerId: number): Chat | undefined {
    return community.directChats.get(peerId) ?? this.chats.find((chat) => chat.peerIdFor(community) === peerId)
  }

  /** The communities that a chat is with. */
  communitiesOf(chat: Chat): readonly Community[] {
    return this.communities.filter((community) => chat.members.has(community.ownerId))
  }

  /** Puts a message into its chat and tells the communities that hear it. */
  post(chat: Chat, message: NewMessage, content: Omit<MessageVersion, 'at'>): ChatMessage {
    const at = this.clock.now()
    const [first] = this.communitiesOf(chat)
    const sender = this.communities.find(({ ownerId }) => ownerId === message.fromId) ?? first
    const origin: MessageOrigin = {
      ...message,
      cmid: chat.history.length + 1,
      id: chat.kind === 'direct' ? (first?.nextMessageId() ?? 0) : 0,
      peerId: (sender && chat.peerIdFor(sender)) ?? chat.peerId,
      at,
    }
    const posted = new ChatMessage(origin, { ...content, at })
    chat.add(posted)
    this.#onMessage?.('new', posted, chat)
    for (const community of this.communitiesOf(chat)) {
      if (!hears(community, chat, posted)) continue
      if (posted.fromId === community.ownerId) {
        this.tell(community, 'message_reply', eventView(posted, chat, community, this.limits), chat)
      } else if (posted.fromId > 0) this.#tellMessage(community, posted, chat)
    }
    return posted
  }

  /** Changes a message, and tells the communities that hear it. */
  revise(chat: Chat, message: ChatMessage, version: Omit<MessageVersion, 'at'>): void {
    message.revise({ ...version, at: this.clock.now() })
    this.#onMessage?.('edited', message, chat)
    for (const community of this.communitiesOf(chat)) {
      if (hears(community, chat, message)) {
        this.tell(community, 'message_edit', eventView(message, chat, community, this.limits), chat)
      }
    }
    this.watch.changed()
  }

  /** Gives a community an event of a type that it chose. Returns its id. */
  tell(community: Community, type: string, object: JsonObject, chat?: Chat): string {
    const eventId = createHash('sha1').update(`event ${this.serial()}`).digest('hex')
    const { settings, callback } = community
    const event = { type, event_id: eventId, v: settings.apiVersion, object, group_id: community.id }
    if (settings.enabled && settings.events.has(type)) community.longPoll.push(event)
    if (callback?.settings.events.has(type)) {
      const { secret } = callback.settings
      callback.push(String(chat?.peerIdFor(community)), { ...event, ...(secret !== '' && { secret }) })
    }
    this.watch.changed()
    return eventId
  }

  /** Connects a server of the Callback API, as its operator does. Throws when it does not confirm itself. */
  async connectCallback(community: Community, settings: CallbackSettings): Promise<CallbackApi> {
    const callback = new CallbackApi(settings, this.clock, this.limits, () => this.watch.changed())
    const { secret } = settings
    const asked = { type: 'confirmation', group_id: community.id, ...(secret !== '' && { secret }) }
    const said = await callback.confirm(asked)
    const wanted = this.confirmationCode(community)
    if (said !== wanted) throw new Error(`the server says ${JSON.stringify(said)}, and not ${wanted}`)
    community.callback?.stop()
    community.callback = callback
    return callback
  }

  /** The string by which a server of a community confirms itself. */
  confirmationCode(community: Community): string {
    return createHash('sha1').update(`confirmation ${community.id}`).digest('hex').slice(0, 8)
  }

  /** Notes that a bot broke a rule. */
  violate(rule: RuleName, message: string, call?: RecordedCall): void {
    this.violations.push({ rule, source: RULES[rule].source, message, call })
    this.watch.changed()
  }

  #tellMessage(community: Community, message: ChatMessage, chat: Chat): void {
    const view = eventView(message, chat, community, this.limits)
    const bare = Number(community.settings.apiVersion.replace(/^5\./, '')) < FIRST_WITH_CLIENT_INFO
    const clientInfo = this.people.get(message.fromId)?.clientInfo
    this.tell(community, 'message_new', bare ? view : { message: view, client_info: clientInfo }, chat)
  }
}
