import { expect } from 'vitest'
import type { Chat } from '../../platforms/vk/chat.ts'
import type { ChatMessage } from '../../platforms/vk/chat-message.ts'
import type { Person } from '../../platforms/vk/person.ts'
import { VkServer, type VkServerOptions } from '../../platforms/vk/server.ts'
import type { Snackbar } from '../../platforms/vk/snackbar.ts'
import { GatewayProcess, type Settings } from './gateway.ts'

/** Where people talk to the bot. */
export type VkPlace = 'direct chat' | 'multi-user chat'

/** All of them. */
export const VK_PLACES: readonly VkPlace[] = ['direct chat', 'multi-user chat']

/** Ten times what the slowest answer of an idle machine takes. */
const PATIENT = { timeoutMs: 30_000 }

/** What a scene is made of. */
export interface VkSceneOptions extends Settings {
  readonly server?: VkServerOptions
  /** Rules that a test makes the bot break. */
  readonly breaks?: readonly string[]
}

/**
 * A VK with people in it, and a gateway that an operator has connected to it with two variables. Leaving it
 * (`await using`) fails when the bot broke a rule of the platform, or the token was logged.
 */
export class VkScene {
  readonly vk: VkServer
  readonly gateway: GatewayProcess
  /** She asks, and her app is in Russian. */
  readonly ann: Person
  /** Another member of the chat; his app is in Chinese. */
  readonly bob: Person
  readonly chat: Chat
  readonly #breaks: ReadonlySet<string>

  private constructor(vk: VkServer, gateway: GatewayProcess, place: VkPlace, breaks: readonly string[]) {
    this.vk = vk
    this.gateway = gateway
    this.#breaks = new Set(breaks)
    this.ann = vk.person({ firstName: 'Ann', language: 'ru' })
    this.bob = vk.person({ firstName: 'Bob', language: 'zh' })
    const carol = vk.person({ firstName: 'Carol' })
    this.chat =
      place === 'direct chat'
        ? vk.directChat(this.ann)
        : vk.chat({ title: 'Team', members: [this.ann, this.bob, carol], owner: carol, hearsAll: true })
  }

  /** Starts both; the bot is connected when this resolves. */
  static async start(place: VkPlace, { server, env, breaks = [], ...settings }: VkSceneOptions = {}): Promise<VkScene> {
    const vk = await VkServer.start(server)
    const gateway = await GatewayProcess.start({
      ...settings,
      env: { VK_GROUP_TOKEN: vk.community.token, VK_API_ROOT: vk.url, HOLDLINE_WEBCHAT: 'off', ...env },
    })
    return new VkScene(vk, gateway, place, breaks)
  }

  /** Somebody says something to the bot; in a chat of several they name it. */
  asks(text: string, person = this.ann): ChatMessage {
    const { id, screenName } = this.vk.community
    return person.sends(this.chat, this.chat.kind === 'direct' ? text : `[club${id}|@${screenName}], ${text}`)
  }

  /** Somebody gives a command; in a chat of several they name the bot. */
  commands(command: string, person = this.ann): ChatMessage {
    return this.asks(command, person)
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
    return this.until(() => this.said.find((message) => fits(message.shown)))
  }

  /** Waits for a notice with buttons. */
  notice(): Promise<ChatMessage> {
    return this.until(() => this.said.find(({ keyboard }) => keyboard.length > 0))
  }

  /** Somebody presses a button, and is answered. */
  taps(person: Person, message: ChatMessage, label: string, payload?: string): Promise<Snackbar> {
    return person.taps(this.chat, message, label, payload === undefined ? {} : { payload })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { token } = this.vk.community
    await this.gateway[Symbol.asyncDispose]()
    await this.vk.stop()
    expect(this.vk.violations.filter(({ rule }) => !this.#breaks.has(rule))).toEqual([])
    expect(this.gateway.stderr.includes(token) || this.gateway.stdout.includes(token)).toBe(false)
  }
}

/** The labels of a message's buttons. */
export function labelsOf(message: ChatMessage): string[] {
  return message.keyboard.flat().map(({ label }) => label)
}
