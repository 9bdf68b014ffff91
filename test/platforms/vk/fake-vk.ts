import type { Answer } from '../kit/answer.ts'
import type { FaultHandle } from '../kit/fault.ts'
import { type CallWaitOptions, waitForCall } from '../kit/wait-for-call.ts'
import { CallLog, type OnCall } from './call-log.ts'
import type { CallbackApi } from './callback-api.ts'
import type { Chat } from './chat.ts'
import type { Community, CommunityOptions } from './community.ts'
import { EVENT_TYPES } from './event-types.ts'
import type { Fault } from './fault.ts'
import { Front } from './front.ts'
import type { Incoming } from './incoming.ts'
import type { Participant } from './participant.ts'
import { Person, type PersonOptions } from './person.ts'
import { Platform, type PlatformOptions } from './platform.ts'
import type { RecordedCall } from './recorded-call.ts'
import type { Violation } from './violation.ts'

const FIRST_PERSON_ID = 510_000_001

/** Options of the fake. */
export interface FakeVkOptions extends PlatformOptions {
  /** The first community. */
  readonly community?: CommunityOptions
  /** Told of every call when it is done; for a log. */
  readonly onCall?: OnCall
}

/** A chat of several to be. */
export interface ChatSetup {
  readonly title?: string
  /** The first one owns it, unless there is an owner. */
  readonly members: readonly Participant[]
  readonly owner?: Participant
  readonly admins?: readonly Participant[]
  /** Default: the first community. */
  readonly communities?: readonly Community[]
  /** Whether the communities see what does not concern them. By default they do not, as when they are just added. */
  readonly hearsAll?: boolean
}

/**
 * A VK without a connection: its API, its long poll, and the people on the other side of it. The real server and the
 * msw handlers put a connection to it. What it offers is in README.md.
 */
export abstract class FakeVk {
  /** The first community. */
  readonly community: Community
  protected readonly platform: Platform
  readonly #log: CallLog
  readonly #front: Front
  readonly #people = new Map<number, Person>()
  readonly #stopped = new AbortController()

  constructor({ community = {}, onCall, ...options }: FakeVkOptions = {}) {
    this.platform = new Platform(options, () => this.url)
    this.community = this.platform.addCommunity(community)
    this.#log = new CallLog(this.platform, onCall)
    this.#front = new Front(this.platform, this.#log)
  }

  /** Every call, in the order of arrival. */
  get calls(): readonly RecordedCall[] {
    return this.#log.calls
  }

  /** The part of the API's address before `/method`. */
  abstract get url(): string

  /** The rules that bots broke; a test asserts that there are none. */
  get violations(): readonly Violation[] {
    return this.platform.violations
  }

  /** All communities. */
  get communities(): readonly Community[] {
    return this.platform.communities
  }

  /** All chats. */
  get chats(): readonly Chat[] {
    return [
      ...this.platform.communities.flatMap(({ directChats }) => [...directChats.values()]),
      ...this.platform.chats,
    ]
  }

  /** The people. */
  get people(): readonly Person[] {
    return [...this.#people.values()]
  }

  /** Makes another community. */
  addCommunity(options: CommunityOptions = {}): Community {
    return this.platform.addCommunity(options)
  }

  /** Makes a person. */
  person(options: PersonOptions = {}): Person {
    const id = options.id ?? FIRST_PERSON_ID + this.platform.people.size
    const person = new Person({ ...options, id }, this.platform)
    this.platform.people.set(id, person)
    this.#people.set(id, person)
    return person
  }

  /** The chat of a person who has written to the community before. The same one each time. */
  directChat(person: Person, community: Community = this.community): Chat {
    return this.platform.directChat(person, community)
  }

  /** A chat of several that has been there for a while: nobody is told that it is new. */
  chat({ title = 'Team', members, admins = [], communities = [this.community], ...options }: ChatSetup): Chat {
    const chat = this.platform.addChat(title)
    const owner = options.owner ?? members[0]
    for (const member of members) this.platform.setMember(chat, member, {})
    for (const community of communities) {
      this.platform.setMember(chat, community, { hearsAll: options.hearsAll ?? false })
    }
    for (const admin of admins) this.platform.setMember(chat, admin, { admin: true })
    if (owner !== undefined) this.platform.setMember(chat, owner, { admin: true, owner: true })
    return chat
  }

  /** A community leaves a chat. */
  leaves(chat: Chat, community: Community = this.community): void {
    this.platform.setMember(chat, community, { state: 'left' })
  }

  /** Connects a server of the Callback API, as an operator does. Rejects when it does not confirm itself. */
  connectCallback(
    url: string,
    options: {
      readonly secret?: string
      readonly events?: readonly string[]
      readonly apiVersion?: string
      readonly community?: Community
    } = {},
  ): Promise<CallbackApi> {
    const { secret = '', events = EVENT_TYPES, apiVersion = '5.199', community = this.community } = options
    return this.platform.connectCallback(community, { url, secret, events: new Set(events), apiVersion })
  }

  /** Delivers an event once more, as VK does when it is not sure; the newest one by default. */
  repeat(community: Community = this.community, eventId?: string): void {
    const { events } = community.longPoll
    const event = events.findLast(({ body }) => eventId === undefined || body.event_id === eventId)
    if (event === undefined) throw new Error('there is no such event')
    community.longPoll.push(event.body)
  }

  /** Makes calls of a method fail; `*` is every method, `a_check` the long poll, `upload` an upload. */
  fail(method: string, fault: Fault): FaultHandle {
    return this.#front.faults.add(method, fault)
  }

  /** The n-th call of a method (from 1, past ones included), or the first that fits; waits until it is answered. */
  waitForCall(which: string | ((call: RecordedCall) => boolean), options?: CallWaitOptions): Promise<RecordedCall> {
    const fits = typeof which === 'string' ? (call: RecordedCall) => call.method === which : which
    return waitForCall({ calls: this.calls, watch: this.platform.watch, describe }, fits, options)
  }

  /** Delivers nothing more and ends what waits. */
  protected shutDown(): void {
    this.#stopped.abort()
    for (const { callback } of this.platform.communities) callback?.stop()
  }

  /** Answers one request. `left` aborts when its client is gone. */
  protected answer(incoming: Incoming, left: AbortSignal): Promise<Answer> {
    return this.#front.answer(incoming, AbortSignal.any([left, this.#stopped.signal]))
  }
}

function describe({ number, method, errorCode, doneAt }: RecordedCall): string {
  return `${number} ${method} ${doneAt === undefined ? 'unanswered' : (errorCode ?? 'ok')}`
}
