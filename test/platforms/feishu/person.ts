import { isJsonObject, type JsonObject } from '../kit/json.ts'
import type { FeishuApp } from './app.ts'
import type { Chat, ChatMessage } from './chat.ts'
import { compose } from './compose.ts'
import type { PersonContent } from './content.ts'
import { botMemberEvent, recalledEvent } from './events.ts'
import { idsOf, newId, openIdOf, type Participant, TENANT_KEY } from './identity.ts'
import { chosen, type Language } from './languages.ts'
import type { Platform } from './platform.ts'
import type { RuleName } from './rules.ts'
import { readContent } from './rules-content.ts'
import type { Toast } from './toast.ts'

const OK = 200
const TOAST_TYPES: readonly unknown[] = ['info', 'success', 'warning', 'error']

/** A person to be. */
export interface PersonOptions {
  readonly name?: string
  /** What their client is set to. Default: `en_us`. */
  readonly language?: Language
  /** Whether their messages say which client they come from, with its language. Default: yes. */
  readonly tellsClient?: boolean
}

/** How a person sends something. */
export interface SendOptions {
  /** Replies to a message; in its thread, where it is in one. */
  readonly replyTo?: ChatMessage
  /** Replies in a thread, and opens one where there is none. */
  readonly inThread?: boolean
  /** Writes into a thread, without looking for a message to reply to. */
  readonly thread?: string
}

/** How a person taps. */
export interface TapOptions {
  /** A value that is not on the card: old, or made up. */
  readonly value?: JsonObject
}

/** A person with a Feishu client. Everything takes effect at once; what a test asks for must be possible. */
export class Person implements Participant {
  readonly key: string
  readonly name: string
  /** Can be changed, as in the settings of the client. */
  language: Language
  readonly #tellsClient: boolean
  readonly #platform: Platform

  constructor({ name = 'Ann', language = 'en_us', tellsClient = true }: PersonOptions, platform: Platform) {
    this.key = `person:${platform.serial()}`
    this.name = name
    this.language = language
    this.#tellsClient = tellsClient
    this.#platform = platform
  }

  /** The id by which an app knows them; default: the first app. */
  openId(app: FeishuApp | undefined = this.#platform.apps[0]): string {
    if (app === undefined) throw new Error('there is no app')
    return openIdOf(this, app)
  }

  /** What they read in a message. */
  reads(message: ChatMessage): { readonly text: string; readonly buttons: readonly string[] } {
    return { text: message.textIn(this.language), buttons: message.labelsIn(this.language) }
  }

  /** Sends a message. */
  sends(chat: Chat, given: PersonContent, { replyTo, inThread = false, thread }: SendOptions = {}): ChatMessage {
    this.#mustBeIn(chat)
    const first = thread === undefined ? undefined : chat.history.find((message) => message.thread === thread)
    if (thread !== undefined && first === undefined) throw new Error(`there is no thread ${thread}`)
    const { content, ...rest } = compose(given, this.#platform.files)
    const parent = replyTo ?? first
    return this.#platform.post(
      { chat, from: this, byBot: false, parent, inThread, userAgent: this.#userAgent(), ...rest },
      content,
    )
  }

  /** Takes their own message back. */
  recalls(message: ChatMessage): void {
    if (message.from !== this && !message.chat.admins.has(this) && message.chat.owner !== this) {
      throw new Error('people recall their own messages only, or as an admin')
    }
    this.#platform.withdraw(message)
    for (const app of this.#platform.apps) {
      if (message.chat.members.has(app)) {
        app.tell('im.message.recalled_v1', recalledEvent(message, this.#platform.clock.now()))
      }
    }
  }

  /** Puts an emoji on a message, such as `THUMBSUP`. */
  reacts(message: ChatMessage, emoji: string): void {
    this.#mustBeIn(message.chat)
    this.#platform.react(message, emoji, this)
  }

  /** Takes an emoji back. */
  unreacts(message: ChatMessage, emoji: string): void {
    const reaction = message.reactions.find((one) => one.emoji === emoji && one.by === this)
    if (reaction === undefined) throw new Error(`${this.name} has not put ${emoji} there`)
    this.#platform.unreact(message, reaction)
  }

  /** Adds a bot or a person to a group. */
  adds(chat: Chat, who: Participant): void {
    this.#mustBeIn(chat)
    chat.members.add(who)
    const app = this.#platform.apps.find((one) => one === who)
    app?.tell('im.chat.member.bot.added_v1', botMemberEvent(chat, this, app))
    this.#platform.watch.changed()
  }

  /** Takes a bot or a person out of a group. */
  removes(chat: Chat, who: Participant): void {
    this.#mustBeIn(chat)
    chat.members.delete(who)
    const app = this.#platform.apps.find((one) => one === who)
    app?.tell('im.chat.member.bot.deleted_v1', botMemberEvent(chat, this, app))
    this.#platform.watch.changed()
  }

  /** Is no longer, or again, among those whom a bot can write to. */
  setReachable(reachable: boolean, app: FeishuApp | undefined = this.#platform.apps[0]): void {
    if (app !== undefined) this.#platform.setAvailable(this, app, reachable)
  }

  /**
   * Taps a button, by what stands on it in whichever language, and waits for what the bot answers. Rejects when the bot
   * takes longer than the platform allows, or answers with something else; each is a violation, too.
   */
  async taps(message: ChatMessage, label: string, { value }: TapOptions = {}): Promise<Toast> {
    const platform = this.#platform
    const { chat } = message
    this.#mustBeIn(chat)
    const button = message.button(label)
    const sent = value ?? button?.value
    if (sent === undefined || button?.disabled === true || message.state !== 'there') {
      throw new Error(
        `there is no button ${label} that can be tapped on ${JSON.stringify(message.textIn(this.language))}`,
      )
    }
    if (platform.clock.now() - message.origin.at > platform.limits.cardMs)
      throw new Error('the card is too old to be tapped')
    const app = platform.apps.find((one) => one === message.from)
    if (app === undefined) throw new Error('the card is of no bot here')
    const startedAt = platform.clock.now()
    const token = newId('c-', platform.serial())
    const use = {
      appId: app.appId,
      message,
      expiresAt: startedAt + platform.limits.cardTokenMs,
      uses: 0,
      answered: false,
    }
    platform.cardTokens.set(token, use)
    const event = {
      operator: { tenant_key: TENANT_KEY, ...idsOf(this, app) },
      token,
      action: { value: sent, tag: 'button', timezone: 'Asia/Shanghai' },
      host: 'im_message',
      context: { open_message_id: message.id, open_chat_id: chat.id },
    }
    const envelope = app.envelope(newId('', platform.serial()), 'card.action.trigger', event)
    const before = message.now
    if (message.openTaps === 0) message.tappedAt = startedAt
    message.openTaps += 1
    const result = await app.receiver.post(envelope, app.cardFrames)
    message.openTaps -= 1
    use.answered = true
    // What changed meanwhile is taken back. Source: docs, delayed update, "fails or is reverted".
    if (message.changedEarly) platform.revise(message, before)
    message.changedEarly = false
    if (result.kind === 'nobody') throw new Error(`the tap on ${label} found nobody`)
    if (result.kind === 'silent') throw this.#broken('tap.answered', `the tap on ${label}`, result.lost)
    if (result.code !== OK) throw this.#broken('tap.failed', `the tap on ${label} was answered with ${result.code}`)
    const toast = { ...this.#read(message, result.data), afterMs: platform.clock.now() - startedAt, by: this.name }
    chat.toasts.push(toast)
    platform.watch.changed()
    return toast
  }

  #read(message: ChatMessage, data: unknown): Pick<Toast, 'text' | 'type' | 'card'> {
    const answer = data ?? {}
    if (!isJsonObject(answer)) throw this.#broken('tap.shape', JSON.stringify(data))
    const { toast, card, ...rest } = answer
    if (Object.keys(rest).length > 0) throw this.#broken('tap.shape', `unknown: ${Object.keys(rest).join(', ')}`)
    if (card !== undefined) {
      if (!isJsonObject(card) || card.type !== 'raw') throw this.#broken('tap.shape', 'the card is not of the type raw')
      try {
        const content = readContent('interactive', JSON.stringify(card.data), this.#platform.limits)
        this.#platform.revise(message, content)
      } catch (error) {
        throw this.#broken('tap.shape', String(error))
      }
    }
    if (toast === undefined) return { text: undefined, type: undefined, card: card !== undefined }
    if (!isJsonObject(toast) || typeof toast.content !== 'string' || !TOAST_TYPES.includes(toast.type ?? 'info')) {
      throw this.#broken('tap.shape', JSON.stringify(toast))
    }
    const i18n = isJsonObject(toast.i18n) ? toast.i18n : {}
    const text = chosen(words(i18n), toast.content, this.language)
    return { text, type: String(toast.type ?? 'info'), card: card !== undefined }
  }

  #broken(rule: RuleName, message: string, lost = false): Error {
    if (!lost) this.#platform.violate(rule, message)
    return new Error(`${rule}: ${message}`)
  }

  #userAgent(): string | undefined {
    const [language = '', country = ''] = this.language.split('_')
    const locale = `${language}_${country.toUpperCase()}`
    return this.#tellsClient ? `Mozilla/5.0 (Macintosh) Lark/7.52.10 LarkLocale/${locale} Channel/Release` : undefined
  }

  #mustBeIn(chat: Chat): void {
    if (!chat.members.has(this)) throw new Error(`${this.name} is not in that chat`)
  }
}

function words(i18n: JsonObject): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {}
  for (const [language, text] of Object.entries(i18n)) if (typeof text === 'string') texts[language] = text
  return texts
}
