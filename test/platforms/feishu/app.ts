import type { Clock } from '../kit/clock.ts'
import type { JsonObject } from '../kit/json.ts'
import type { Connection } from './connection.ts'
import { Deliveries, type Delivery } from './deliveries.ts'
import { newId, openIdOf, type Participant, TENANT_KEY } from './identity.ts'
import type { Limits } from './limits.ts'
import { LongConnections } from './long-connections.ts'
import type { Receiver } from './receiver.ts'
import { Webhook, type WebhookSettings } from './webhook.ts'

/** What an app may do. Sources: docs, the scopes of the methods. */
export const SCOPES = ['im:message', 'im:message.reactions:write_only', 'im:resource', 'im:chat:readonly'] as const

/** One of them. */
export type Scope = (typeof SCOPES)[number]

/** What an app is told of, unless its options say otherwise. */
const EVENTS: readonly string[] = [
  'im.message.receive_v1',
  'im.message.recalled_v1',
  'im.message.reaction.created_v1',
  'im.message.reaction.deleted_v1',
  'im.message.message_read_v1',
  'im.chat.member.bot.added_v1',
  'im.chat.member.bot.deleted_v1',
  'im.chat.access_event.bot_p2p_chat_entered_v1',
]

const CONNECTION_SERVICE_ID = 33_554_678
const APP_ID_DIGITS = 16

/** An app to be. */
export interface AppOptions {
  readonly name?: string
  readonly appId?: string
  readonly appSecret?: string
  /** Hears everything in its groups; default: yes, as with the scope `im:message.group_msg`. */
  readonly hearsAll?: boolean
  /** Is told of messages of bots, its own too. Default: no. */
  readonly hearsBots?: boolean
  readonly events?: readonly string[]
  /** The type of the frames that bring taps. Default: `event`; the live platform's is not known. */
  readonly cardFrames?: 'event' | 'card'
}

/** What an app needs of the platform. */
export interface AppHost {
  readonly clock: Clock
  readonly limits: Limits
  serial(): number
  random(): number
  changed(): void
  onNonsense(reason: string): void
  onUnanswered(delivery: Delivery): void
  onFailed(delivery: Delivery, code: number): void
}

/** One app with its bot: credentials, tokens, connections, and the events on their way to it. */
export class FeishuApp implements Participant {
  readonly appId: string
  readonly appSecret: string
  readonly name: string
  readonly key: string
  readonly cardFrames: 'event' | 'card'
  readonly deliveries: Deliveries
  readonly #host: AppHost
  readonly #longConnections: LongConnections
  readonly #events: readonly string[]
  readonly #scopes = new Set<Scope>(SCOPES)
  #tokens: { readonly token: string; readonly expiresAt: number }[] = []
  #webhook: Webhook | undefined
  /** Hears everything in its groups, mentioned or not. */
  hearsAll: boolean
  /** Is told of messages of bots, its own too. */
  hearsBots: boolean
  /** False: the ability to be a bot is switched off. */
  enabled = true

  constructor(options: AppOptions, index: number, host: AppHost) {
    this.appId = options.appId ?? `cli_${(0xa1b2c3d4e5n + BigInt(index)).toString(16).padStart(APP_ID_DIGITS, '0')}`
    this.appSecret = options.appSecret ?? newId('', host.serial())
    this.name = options.name ?? (index === 0 ? 'Holdline' : `Holdline ${index + 1}`)
    this.key = `app:${this.appId}`
    this.cardFrames = options.cardFrames ?? 'event'
    this.hearsAll = options.hearsAll ?? true
    this.hearsBots = options.hearsBots ?? false
    this.#events = options.events ?? EVENTS
    this.#host = host
    this.#longConnections = new LongConnections({
      clock: host.clock,
      limits: host.limits,
      serial: () => host.serial(),
      random: () => host.random(),
      onNonsense: (reason) => host.onNonsense(reason),
      onChange: () => host.changed(),
      onReady: () => {
        host.changed()
        this.deliveries.flush()
      },
    })
    this.deliveries = new Deliveries({
      clock: host.clock,
      limits: host.limits,
      receiver: () => this.receiver,
      onUnanswered: (delivery) => host.onUnanswered(delivery),
      onFailed: (delivery, code) => host.onFailed(delivery, code),
      onChange: () => host.changed(),
    })
  }

  /** The id by which the app knows itself. */
  get openId(): string {
    return openIdOf(this, this)
  }

  /** Its long connections, oldest first. */
  get connections(): readonly Connection[] {
    return this.#longConnections.open
  }

  /** Whether it has chosen a webhook and not the long connection. */
  get webhook(): WebhookSettings | undefined {
    return this.#webhook?.settings
  }

  /** How its events and taps reach it. */
  get receiver(): Receiver {
    return this.#webhook ?? this.#longConnections
  }

  /** Chooses a webhook, as in the console: the address has to pass the challenge. */
  async useWebhook(settings: WebhookSettings): Promise<void> {
    const webhook = new Webhook(settings, this.#host.clock, this.#host.limits)
    await webhook.challenge()
    this.#webhook = webhook
    this.deliveries.flush()
  }

  /** Takes a scope from it, or gives it back. */
  setScope(scope: Scope, granted: boolean): void {
    if (granted) this.#scopes.add(scope)
    else this.#scopes.delete(scope)
  }

  /** Whether it may do something. */
  may(scope: Scope): boolean {
    return this.#scopes.has(scope)
  }

  /** Makes all its tokens worthless before their time. */
  expireTokens(): void {
    this.#tokens = []
  }

  /** Called by the platform: its token, the same one while it has some time left. */
  token(): { readonly token: string; readonly expiresAt: number } {
    const { clock, limits } = this.#host
    const now = clock.now()
    const last = this.#tokens.at(-1)
    if (last !== undefined && last.expiresAt - now >= limits.tokenRenewMs) return last
    const fresh = { token: newId('t-', this.#host.serial()), expiresAt: now + limits.tokenMs }
    this.#tokens.push(fresh)
    return fresh
  }

  /** Whether a token is one of its own, and still good. */
  hasToken(token: string): boolean {
    return this.#tokens.some((one) => one.token === token && one.expiresAt > this.#host.clock.now())
  }

  /** Called by the server: a client of it has connected. */
  accept(socket: Parameters<LongConnections['accept']>[1]): Connection {
    const connection = this.#longConnections.accept(CONNECTION_SERVICE_ID, socket)
    if (this.#host.limits.hastyFrames) connection.greet()
    return connection
  }

  /** Called by the platform: something it may have subscribed to has happened. */
  tell(eventType: string, event: JsonObject): void {
    if (!this.#events.includes(eventType)) return
    const eventId = newId('', this.#host.serial())
    this.deliveries.push(eventId, eventType, this.envelope(eventId, eventType, event))
  }

  /** An event as it goes over the wire. Source: facts 1.6. */
  envelope(eventId: string, eventType: string, event: JsonObject): JsonObject {
    return {
      schema: '2.0',
      header: {
        event_id: eventId,
        event_type: eventType,
        create_time: String(this.#host.clock.now()),
        token: this.#webhook?.settings.verificationToken ?? '',
        app_id: this.appId,
        tenant_key: TENANT_KEY,
      },
      event,
    }
  }

  /** Called at the end: nothing more is delivered, nothing stays open. */
  stop(): void {
    this.deliveries.stop()
    this.#webhook?.stop()
    for (const connection of [...this.connections]) connection.drop()
  }
}
