import { type Clock, systemClock } from '../kit/clock.ts'
import { Watch } from '../kit/watch.ts'
import { type AppOptions, FeishuApp } from './app.ts'
import { Chat, ChatMessage, type ChatOptions, type MessageOrigin, type Reaction } from './chat.ts'
import { reactionEvent, receivedEvent } from './events.ts'
import { FileStore } from './files.ts'
import { newId, openIdOf, type Participant, unionIdOf } from './identity.ts'
import { DEFAULT_LIMITS, type Limits } from './limits.ts'
import type { RecordedCall } from './recorded-call.ts'
import { RULES, type RuleName } from './rules.ts'
import type { Content } from './rules-content.ts'
import type { Violation } from './violation.ts'
import { Windows } from './windows.ts'

// How the platform counts a second is published nowhere: here it is a sliding one, of which the network gets a tenth, since
// what was sent a second apart may arrive closer together.
const RATE_SECOND_MS = 900
const RATE_MINUTE_MS = 60 * RATE_SECOND_MS

/** Options of the platform. */
export interface PlatformOptions {
  readonly clock?: Clock
  readonly limits?: Partial<Limits>
  /** From 0 to 1: which connection of an app gets an event. Default: `Math.random`. */
  readonly random?: () => number
  /** Messages of bots with this in them do not pass the audit. */
  readonly forbidden?: RegExp
  /** Told of every message, as it is sent and changed; for a log. */
  readonly onMessage?: OnMessage
}

/** Told of a message. */
export type OnMessage = (event: 'new' | 'changed' | 'withdrawn', message: ChatMessage) => void

/** What a message is before the platform has numbered and dated it. */
export type NewMessage = Omit<MessageOrigin, 'id' | 'at'> & {
  /** Replies in the thread of its parent, and starts one where there is none. */
  readonly inThread?: boolean
  /** What the sender's client says of itself. */
  readonly userAgent?: string | undefined
}

/** What a tap may still do later. */
export interface CardToken {
  readonly appId: string
  readonly message: ChatMessage
  readonly expiresAt: number
  uses: number
  answered: boolean
}

/** Everything there is: people, apps, chats, files, time. It numbers, delivers and remembers; it judges nothing. */
export class Platform {
  readonly clock: Clock
  readonly limits: Limits
  readonly forbidden: RegExp | undefined
  readonly files = new FileStore()
  readonly watch = new Watch()
  readonly people: Participant[] = []
  readonly apps: FeishuApp[] = []
  readonly chats = new Map<string, Chat>()
  /** Reactions that were taken back. */
  readonly takenBack = new Set<Reaction>()
  readonly violations: Violation[] = []
  readonly cardTokens = new Map<string, CardToken>()
  /** What was sent with a uuid, by app and uuid. */
  readonly uuids = new Map<string, { readonly at: number; readonly message: ChatMessage }>()
  /** Messages by chat, and changes by message, within a second; calls by app and method. */
  readonly perSecond: Windows
  readonly perMinute: Windows
  readonly #random: () => number
  readonly #onMessage: OnMessage | undefined
  readonly #p2p = new Map<string, Chat>()
  /** Those to whom a bot cannot write, by app and person. */
  readonly #unavailable = new Set<string>()
  #serial = 0

  constructor({ clock = systemClock, limits = {}, random = Math.random, forbidden, onMessage }: PlatformOptions) {
    this.clock = clock
    this.limits = { ...DEFAULT_LIMITS, ...limits }
    this.forbidden = forbidden
    this.perSecond = new Windows(clock, RATE_SECOND_MS)
    this.perMinute = new Windows(clock, RATE_MINUTE_MS)
    this.#random = random
    this.#onMessage = onMessage
  }

  /** A number that has not been given out. */
  serial(): number {
    this.#serial += 1
    return this.#serial
  }

  addApp(options: AppOptions): FeishuApp {
    const app = new FeishuApp(options, this.apps.length, {
      clock: this.clock,
      limits: this.limits,
      serial: () => this.serial(),
      random: () => this.#random(),
      changed: () => this.watch.changed(),
      onNonsense: (reason) => this.violate('frame.shape', reason),
      onUnanswered: ({ eventType, attempts }) => this.violate('event.answered', `${eventType}, attempt ${attempts}`),
      onFailed: ({ eventType }, code) => this.violate('event.failed', `${eventType} was answered with ${code}`),
    })
    this.apps.push(app)
    return app
  }

  addChat(options: Omit<ChatOptions, 'id'>, members: readonly Participant[]): Chat {
    const chat = new Chat({ ...options, id: newId('oc_', this.serial()) }, this.watch)
    for (const member of members) chat.members.add(member)
    this.chats.set(chat.id, chat)
    return chat
  }

  /** The chat of a person with a bot; the same one each time. */
  p2p(person: Participant, app: FeishuApp): Chat {
    const key = `${app.appId}:${person.key}`
    const known = this.#p2p.get(key)
    if (known !== undefined) return known
    const chat = this.addChat({ type: 'p2p', mode: 'p2p', name: '', owner: undefined }, [person, app])
    this.#p2p.set(key, chat)
    return chat
  }

  /** Whether a bot can write to somebody. */
  isAvailable(person: Participant, app: FeishuApp): boolean {
    return !this.#unavailable.has(`${app.appId}:${person.key}`)
  }

  setAvailable(person: Participant, app: FeishuApp, available: boolean): void {
    const key = `${app.appId}:${person.key}`
    if (available) this.#unavailable.delete(key)
    else this.#unavailable.add(key)
  }

  /** Somebody by one of their ids. */
  whoIs(id: string): Participant | undefined {
    const everyone: readonly Participant[] = [...this.people, ...this.apps]
    return everyone.find((who) => unionIdOf(who) === id || this.apps.some((app) => openIdOf(who, app) === id))
  }

  /** Somebody by the id that one app knows them by. */
  knownTo(app: FeishuApp, id: string): Participant | undefined {
    const everyone: readonly Participant[] = [...this.people, ...this.apps]
    return everyone.find((who) => openIdOf(who, app) === id || unionIdOf(who) === id)
  }

  /** A message, withdrawn ones too. */
  message(id: string): ChatMessage | undefined {
    for (const chat of this.chats.values()) {
      const found = chat.history.find((message) => message.id === id)
      if (found !== undefined) return found
    }
    return undefined
  }

  /** Puts a message into its chat and tells the bots that hear it. */
  post({ inThread = false, userAgent, ...origin }: NewMessage, content: Content): ChatMessage {
    const { chat, parent } = origin
    const id = newId('om_', this.serial())
    const message = new ChatMessage({ ...origin, id, at: this.clock.now() }, content, (who) => this.#nameOf(who))
    if (parent?.thread !== undefined) message.thread = parent.thread
    else if (parent !== undefined && inThread) {
      parent.thread = newId('omt_', this.serial())
      message.thread = parent.thread
    } else if (parent === undefined && chat.mode === 'topic') message.thread = newId('omt_', this.serial())
    chat.add(message)
    for (const app of this.apps) {
      if (this.#hears(app, message)) app.tell('im.message.receive_v1', receivedEvent(message, app, userAgent))
    }
    this.#changed('new', message)
    return message
  }

  /** Changes a message. Bots are not told. */
  revise(message: ChatMessage, content: Content): void {
    message.revise(content, this.clock.now())
    this.#changed('changed', message)
  }

  /** Takes a message back; `gone` without a trace. */
  withdraw(message: ChatMessage, state: 'withdrawn' | 'gone' = 'withdrawn'): void {
    message.state = state
    this.#changed('withdrawn', message)
  }

  /** Puts an emoji on a message. */
  react(message: ChatMessage, emoji: string, by: Participant): Reaction {
    const same = message.reactions.find((reaction) => reaction.emoji === emoji && reaction.by === by)
    if (same !== undefined) return same
    const reaction = { id: newId('ZCa', this.serial()), emoji, by, at: this.clock.now() }
    message.react(reaction)
    this.#tellReaction('im.message.reaction.created_v1', message, reaction)
    return reaction
  }

  /** Takes one back. */
  unreact(message: ChatMessage, reaction: Reaction): void {
    message.unreact(reaction)
    this.takenBack.add(reaction)
    this.#tellReaction('im.message.reaction.deleted_v1', message, { ...reaction, at: this.clock.now() })
  }

  /** Notes that a bot broke a rule. */
  violate(rule: RuleName, message: string, call?: RecordedCall): void {
    this.violations.push({ rule, source: RULES[rule].source, message, call })
    this.watch.changed()
  }

  #tellReaction(eventType: string, message: ChatMessage, reaction: Reaction): void {
    const byBot = this.apps.some((app) => app === reaction.by)
    for (const app of this.apps) {
      if (message.chat.members.has(app)) app.tell(eventType, reactionEvent(message, reaction, byBot, app))
    }
    this.watch.changed()
  }

  /** Whether a bot is told of a message. Source: docs, message receive, the scopes of group messages. */
  #hears(app: FeishuApp, { chat, from, origin }: ChatMessage): boolean {
    if (!chat.members.has(app) || !app.enabled) return false
    if (origin.byBot) return app.hearsBots && (from === app || app.hearsAll)
    if (chat.type === 'p2p' || app.hearsAll || origin.mentionsAll === true) return true
    return origin.mentioned?.includes(app) === true
  }

  #nameOf(id: string): string {
    return id === 'all' ? 'All' : (this.whoIs(id)?.name ?? 'nobody')
  }

  #changed(event: 'new' | 'changed' | 'withdrawn', message: ChatMessage): void {
    this.#onMessage?.(event, message)
    this.watch.changed()
  }
}
