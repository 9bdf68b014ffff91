import { type Clock, systemClock } from '../kit/clock.ts'
import { TokenBucket } from '../kit/token-bucket.ts'
import { type WaitOptions, Watch } from '../kit/watch.ts'
import type { App, Permission } from './app.ts'
import type { Button } from './button.ts'
import { buttonsOf, type Card, markdownOf } from './card.ts'
import type { Chat } from './chat.ts'
import type { ChatMessage } from './chat-message.ts'
import { LIMITS, type Limits } from './limits.ts'
import { RULES, type RuleName } from './rules.ts'
import { shownText } from './shown-text.ts'
import type { Violation } from './violation.ts'

/** Card templates that everybody may use. Source: python, card_instance.py. */
const PUBLIC_TEMPLATES = [
  '382e4302-551d-4880-bf29-a30acfab2e71.schema',
  '589420e2-c1e2-46ef-a5ed-b8728e654da9.schema',
  '02fcf2f4-5e02-4a85-b672-46d1f715543e.schema',
]

/** How much of a budget may be used at once, in seconds of its rate. */
const BURST_SECONDS = 1

/** Options of the platform. */
export interface PlatformOptions {
  readonly clock?: Clock
  readonly limits?: Partial<Limits>
  /** Chance, from 0 to below 1: which connection gets a message. */
  readonly random?: () => number
}

/** Somebody of the organisation, or a guest of it. */
export interface Member {
  /** None: not of this organisation. */
  readonly staffId: string | undefined
  /** DingTalk's own id of a person. */
  readonly senderId: string
  readonly nick: string
  readonly isAdmin: boolean
}

/** A message that somebody put into a chat. */
export interface Post {
  readonly chat: OpenChat
  readonly from: 'bot' | 'person'
  readonly way: ChatMessage['way']
  readonly sender?: string
  /** Markdown; for plain text, `plain` is set. */
  readonly words: string
  readonly plain?: boolean
  readonly title?: string
  readonly buttons?: readonly Button[]
  readonly at?: readonly string[]
  readonly replyTo?: string
  readonly card?: Card
}

/** A chat with what only the platform sees. */
export interface OpenChat extends Chat {
  readonly members: readonly Member[]
  readonly history: StoredMessage[]
  /** When messages of the last minute came by webhook. */
  sentByWebhook: number[]
  /** Nothing goes by webhook before. */
  pausedUntil: number
}

/** A message with what changes of it. */
export interface StoredMessage extends ChatMessage {
  readonly emotions: string[]
  recalled: boolean
}

/** The right to send to a chat for a while, in reply to a message. */
export interface Session {
  readonly app: App
  readonly chat: OpenChat
  readonly messageId: string
  readonly until: number
}

/** What there is: apps, people, chats, cards, and what bots did wrong. */
export class Platform {
  readonly clock: Clock
  readonly limits: Limits
  readonly random: () => number
  readonly watch = new Watch()
  readonly violations: Violation[] = []
  readonly apps: App[] = []
  readonly members: Member[] = []
  readonly chats: OpenChat[] = []
  readonly cards = new Map<
    string,
    { readonly card: Card; readonly chat: OpenChat; message: StoredMessage | undefined }
  >()
  readonly sessions = new Map<string, Session>()
  readonly templates = new Set<string>(PUBLIC_TEMPLATES)
  readonly files = new Map<string, { readonly bytes: Uint8Array; readonly robotCode: string }>()
  #serial = 0

  constructor({ clock = systemClock, limits = {}, random = Math.random }: PlatformOptions = {}) {
    this.clock = clock
    this.limits = { ...LIMITS, ...limits }
    this.random = random
  }

  /** The next of the numbers that everything is named with. */
  serial(): number {
    this.#serial += 1
    return this.#serial
  }

  /** Writes down that a bot broke a rule, where it is to blame. */
  violate(rule: RuleName, message: string, endpoint?: string): void {
    const { blame, source } = RULES[rule]
    if (blame === 'bot') this.violations.push({ rule, source, message, endpoint })
    this.watch.changed()
  }

  /** Makes an app. */
  addApp(options: {
    clientId?: string
    clientSecret?: string
    name?: string
    permissions?: readonly Permission[]
  }): App {
    const number = this.apps.length + 1
    const now = this.clock.now()
    const app: App = {
      clientId: options.clientId ?? `dingfake00000000000${number}`,
      clientSecret: options.clientSecret ?? `fake-secret-of-app-${number}-AbCdEfGhIjKlMnOp`,
      robotCode: options.clientId ?? `dingfake00000000000${number}`,
      name: options.name ?? 'Holdline',
      permissions: new Set(options.permissions ?? ['robot', 'cards', 'emotions']),
      tokens: new Map(),
      tickets: new Map(),
      cardBudget: bucket(this.limits.cardsPerSecond, now),
      robotBudget: bucket(this.limits.robotPerSecond, now),
    }
    this.apps.push(app)
    return app
  }

  /** Makes a chat. */
  addChat(kind: Chat['kind'], title: string, members: readonly Member[]): OpenChat {
    const history: StoredMessage[] = []
    const { watch } = this
    const chat: OpenChat = {
      kind,
      id: `cid${Buffer.from(`chat ${this.serial()}`).toString('base64')}`,
      title,
      members,
      history,
      sentByWebhook: [],
      pausedUntil: 0,
      get messages() {
        return history.filter(({ recalled }) => !recalled)
      },
      get fromBot() {
        return this.messages.filter(({ from }) => from === 'bot')
      },
      get last() {
        return this.messages.at(-1)
      },
      typing: () => history.some(({ emotions }) => emotions.length > 0),
      until<T>(look: (chat: Chat) => T | undefined | null | false, options?: WaitOptions): Promise<T> {
        return watch.until(
          () => look(chat),
          () => describe(history),
          options,
        )
      },
    }
    this.chats.push(chat)
    return chat
  }

  /** Puts a message into a chat. */
  post({
    chat,
    from,
    way,
    sender,
    words,
    plain = false,
    title = '',
    buttons,
    at = [],
    replyTo,
    card,
  }: Post): StoredMessage {
    const id = `msg${Buffer.from(`message ${this.serial()}`).toString('base64url')}==`
    const shown = () => (plain ? { text: words, shapes: [] } : shownText(card === undefined ? words : markdownOf(card)))
    const message: StoredMessage = {
      id,
      chat,
      from,
      way,
      sender,
      title,
      at,
      replyTo,
      card,
      emotions: [],
      recalled: false,
      get text() {
        return shown().text
      },
      get shapes() {
        return shown().shapes
      },
      get buttons() {
        return card === undefined ? (buttons ?? []) : buttonsOf(card)
      },
    }
    chat.history.push(message)
    this.watch.changed()
    return message
  }

  /** The chat that a robot has with a person. */
  directChat(member: Member): OpenChat | undefined {
    return this.chats.find(({ kind, members }) => kind === 'direct' && members[0] === member)
  }
}

function bucket(perSecond: number, now: number): TokenBucket {
  return new TokenBucket(perSecond * BURST_SECONDS, perSecond, now)
}

function describe(messages: readonly ChatMessage[]): string {
  const lines = messages.map(
    ({ from, text, buttons, emotions }) =>
      `${from}: ${text}${buttons.map(({ label }) => ` [${label}]`).join('')}${emotions.map((name) => ` (${name})`).join('')}`,
  )
  return lines.length === 0 ? 'nothing' : `\n${lines.join('\n')}`
}
