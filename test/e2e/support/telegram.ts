import { expect } from 'vitest'
import type { Chat } from '../../platforms/telegram/chat.ts'
import type { ChatMessage } from '../../platforms/telegram/chat-message.ts'
import type { Person } from '../../platforms/telegram/person.ts'
import { TelegramServer, type TelegramServerOptions } from '../../platforms/telegram/server.ts'
import { GatewayProcess, type Settings } from './gateway.ts'

/** Where people talk to the bot. */
export type Place = 'direct chat' | 'group' | 'topic'

/** All of them. */
export const PLACES: readonly Place[] = ['direct chat', 'group', 'topic']

/** Ten times what the slowest answer of an idle machine takes. */
const PATIENT = { timeoutMs: 30_000 }

/** What a scene is made of. */
export interface TelegramSceneOptions extends Settings {
  readonly server?: TelegramServerOptions
}

/**
 * A Telegram with people in it, and a gateway that an operator has connected to it with two variables. Leaving it
 * (`await using`) fails when the bot broke a rule of the platform, or the token was logged.
 */
export class TelegramScene {
  readonly telegram: TelegramServer
  readonly gateway: GatewayProcess
  /** She asks, and reads Russian. */
  readonly ann: Person
  /** Another member of the group; he reads Chinese. */
  readonly bob: Person
  readonly chat: Chat
  /** The topic, where there is one. */
  readonly thread: number | undefined

  private constructor(telegram: TelegramServer, gateway: GatewayProcess, place: Place) {
    this.telegram = telegram
    this.gateway = gateway
    this.ann = telegram.user({ firstName: 'Ann', languageCode: 'ru' })
    this.bob = telegram.user({ firstName: 'Bob', languageCode: 'zh-hans' })
    const carol = telegram.user({ firstName: 'Carol' })
    const members = [this.ann, this.bob, carol]
    this.chat =
      place === 'direct chat'
        ? telegram.privateChat(this.ann)
        : telegram.group({ title: 'Team', members, creator: carol, ...(place === 'topic' && { forum: true }) })
    this.thread = place === 'topic' ? carol.opensTopic(this.chat, 'Plans') : undefined
  }

  /** Starts both; the bot is connected when this resolves. */
  static async start(place: Place, { server, env, ...settings }: TelegramSceneOptions = {}): Promise<TelegramScene> {
    const telegram = await TelegramServer.start(server)
    const gateway = await GatewayProcess.start({
      ...settings,
      env: { TELEGRAM_BOT_TOKEN: telegram.bot.token, TELEGRAM_API_ROOT: telegram.url, HOLDLINE_WEBCHAT: 'off', ...env },
    })
    return new TelegramScene(telegram, gateway, place)
  }

  /** Somebody says something to the bot; in a group they name it. */
  asks(text: string, person = this.ann): ChatMessage {
    const words = this.chat.type === 'private' ? text : `@${this.telegram.bot.username} ${text}`
    return person.sends(this.chat, words, this.thread === undefined ? {} : { thread: this.thread })
  }

  /** Somebody gives a command; in a group it is for this bot. */
  commands(command: string, person = this.ann): ChatMessage {
    const [name = '', ...rest] = command.split(' ')
    const words = this.chat.type === 'private' ? command : [`${name}@${this.telegram.bot.username}`, ...rest].join(' ')
    return person.sends(this.chat, words, this.thread === undefined ? {} : { thread: this.thread })
  }

  /** Waits until something is so in the chat. */
  until<T>(look: (chat: Chat) => T | undefined | null | false): Promise<T> {
    return this.chat.until(look, PATIENT)
  }

  /** What the bot has said, without what it has taken back. */
  get said(): readonly ChatMessage[] {
    return this.chat.fromBots
  }

  /** Waits for a message of the bot whose text fits. */
  says(text: string | RegExp): Promise<ChatMessage> {
    const fits = (words: string) => (typeof text === 'string' ? words === text : text.test(words))
    return this.until(() => this.said.find((message) => fits(message.text)))
  }

  /** Waits for a notice with buttons. */
  notice(): Promise<ChatMessage> {
    return this.until(() => this.said.find(({ keyboard }) => keyboard.length > 0))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { token } = this.telegram.bot
    await this.gateway[Symbol.asyncDispose]()
    await this.telegram.stop()
    // Answers to many chats at once may meet the flood limit of the whole bot; its 429 is obeyed, and nothing is lost.
    expect(this.telegram.violations.filter(({ rule }) => rule !== 'flood.overall')).toEqual([])
    expect(this.gateway.stderr.includes(token) || this.gateway.stdout.includes(token)).toBe(false)
  }
}
