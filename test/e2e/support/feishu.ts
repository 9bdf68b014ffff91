import { expect } from 'vitest'
import type { FeishuApp } from '../../platforms/feishu/app.ts'
import type { Chat, ChatMessage } from '../../platforms/feishu/chat.ts'
import { mention } from '../../platforms/feishu/content.ts'
import type { Person } from '../../platforms/feishu/person.ts'
import { FeishuServer, type FeishuServerOptions } from '../../platforms/feishu/server.ts'
import { GatewayProcess, type Settings } from './gateway.ts'

/** Where people talk to the bot. */
export type Place = 'p2p chat' | 'group with two bots' | 'thread'

/** All of them. */
export const PLACES: readonly Place[] = ['p2p chat', 'group with two bots', 'thread']

/** Ten times what the slowest answer of an idle machine takes. */
const PATIENT = { timeoutMs: 30_000 }

/** What a scene is made of. */
export interface FeishuSceneOptions extends Settings {
  readonly server?: FeishuServerOptions
}

/**
 * A Feishu with people in it, and a gateway that an operator has connected to it with three variables, and with a second
 * bot in its configuration. Leaving it (`await using`) fails when a bot broke a rule of the platform, or a secret was
 * logged.
 */
export class FeishuScene {
  readonly feishu: FeishuServer
  readonly gateway: GatewayProcess
  /** She asks, and reads Russian. */
  readonly ann: Person
  /** Another member of the group; he reads Chinese. */
  readonly bob: Person
  /** The gateway's second bot, a member of the group. */
  readonly second: FeishuApp
  readonly chat: Chat
  /** The thread, where there is one. */
  readonly thread: string | undefined

  private constructor(feishu: FeishuServer, second: FeishuApp, gateway: GatewayProcess, place: Place) {
    this.feishu = feishu
    this.gateway = gateway
    this.second = second
    this.ann = feishu.user({ name: 'Ann', language: 'ru_ru' })
    this.bob = feishu.user({ name: 'Bob', language: 'zh_cn' })
    const carol = feishu.user({ name: 'Carol' })
    const members = [this.ann, this.bob, carol]
    this.chat =
      place === 'p2p chat'
        ? feishu.p2p(this.ann)
        : feishu.group({ members, owner: carol, bots: [feishu.bot, ...(place === 'thread' ? [] : [second])] })
    this.thread = place === 'thread' ? threadIn(this.chat, carol) : undefined
  }

  /** Starts both; the bots are connected when this resolves. */
  static async start(
    place: Place,
    { server, env, config, ...settings }: FeishuSceneOptions = {},
  ): Promise<FeishuScene> {
    const feishu = await FeishuServer.start(server)
    const second = feishu.account({ name: 'Second' })
    const { appId, appSecret } = feishu.bot
    const accounts = { second: { appId: second.appId, appSecret: second.appSecret } }
    const gateway = await GatewayProcess.start({
      ...settings,
      config: { feishu: { accounts }, ...config },
      env: {
        FEISHU_APP_ID: appId,
        FEISHU_APP_SECRET: appSecret,
        FEISHU_DOMAIN: feishu.url,
        HOLDLINE_WEBCHAT: 'off',
        ...env,
      },
    })
    return new FeishuScene(feishu, second, gateway, place)
  }

  /** Somebody says something to the bot, or gives it a command; in a group they mention it. */
  asks(text: string, person = this.ann, bot = this.feishu.bot): ChatMessage {
    const content = this.chat.type === 'p2p' ? text : [mention(bot), ` ${text}`]
    return person.sends(this.chat, content, this.thread === undefined ? {} : { thread: this.thread })
  }

  /** Waits until something is so in the chat. */
  until<T>(look: (chat: Chat) => T | undefined | null | false): Promise<T> {
    return this.chat.until(look, PATIENT)
  }

  /** What the bots have said, without what they have taken back. */
  get said(): readonly ChatMessage[] {
    return this.chat.fromBots
  }

  /** A message in Ann's language. */
  read(message: ChatMessage): string {
    return this.ann.reads(message).text
  }

  /** Waits for a message of a bot whose text fits, as Ann reads it. */
  says(text: string | RegExp): Promise<ChatMessage> {
    const fits = (words: string) => (typeof text === 'string' ? words === text : text.test(words))
    return this.until(() => this.said.find((message) => fits(this.read(message))))
  }

  /** Waits for a notice with buttons. */
  notice(): Promise<ChatMessage> {
    return this.until(() => this.said.find(({ buttons }) => buttons.length > 0))
  }

  /** Whether the bot is seen to be at work on a message. */
  typing(message: ChatMessage): boolean {
    return message.reactions.some(({ emoji }) => emoji === 'Typing')
  }

  /** Waits until nothing is left behind: no button, no reaction. */
  async tidy(): Promise<void> {
    await this.until(() => this.said.every(({ buttons }) => buttons.length === 0))
    await this.until(() => this.chat.messages.every((message) => !this.typing(message)))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.gateway[Symbol.asyncDispose]()
    await this.feishu.stop()
    expect(this.feishu.violations).toEqual([])
    const output = this.gateway.stderr + this.gateway.stdout
    for (const { appSecret } of [this.feishu.bot, this.second]) expect(output.includes(appSecret)).toBe(false)
    expect(output).not.toMatch(/Bearer/)
  }
}

function threadIn(chat: Chat, person: Person): string {
  const first = person.sends(chat, 'Plans')
  const { thread } = person.sends(chat, 'Who is in?', { replyTo: first, inThread: true })
  if (thread === undefined) throw new Error('there is no thread')
  return thread
}
