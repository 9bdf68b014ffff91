import { expect } from 'vitest'
import type { Chat } from '../../platforms/dingtalk/chat.ts'
import type { ChatMessage } from '../../platforms/dingtalk/chat-message.ts'
import type { Content } from '../../platforms/dingtalk/content.ts'
import type { Person } from '../../platforms/dingtalk/person.ts'
import { DingtalkServer, type DingtalkServerOptions } from '../../platforms/dingtalk/server.ts'
import { GatewayProcess, type Settings } from './gateway.ts'

/** Where people talk to the robot. DingTalk has no topics. */
export type Place = 'direct chat' | 'group'

/** All of them. */
export const PLACES: readonly Place[] = ['direct chat', 'group']

/** Ten times what the slowest answer of an idle machine takes. */
export const PATIENT = { timeoutMs: 30_000 }

/** What a scene is made of. */
export interface DingtalkSceneOptions extends Settings {
  readonly server?: DingtalkServerOptions
}

/**
 * A DingTalk with people in it, and a gateway that an operator has connected to it with variables. DingTalk tells no
 * person's language, so that the gateway's own is Chinese. Leaving it (`await using`) fails when the robot broke a rule
 * of the platform, left a card or a label behind that says that it works, or logged a secret.
 */
export class DingtalkScene {
  readonly dingtalk: DingtalkServer
  readonly gateway: GatewayProcess
  /** She asks. */
  readonly ann: Person
  /** Another member of the group. */
  readonly bob: Person
  readonly chat: Chat

  private constructor(dingtalk: DingtalkServer, gateway: GatewayProcess, place: Place) {
    this.dingtalk = dingtalk
    this.gateway = gateway
    this.ann = dingtalk.person({ nick: 'Ann' })
    this.bob = dingtalk.person({ nick: 'Bob' })
    this.chat = place === 'direct chat' ? dingtalk.directChat(this.ann) : dingtalk.group([this.ann, this.bob])
  }

  /** Starts both; the robot is connected when this resolves. */
  static async start(place: Place, { server, env, ...settings }: DingtalkSceneOptions = {}): Promise<DingtalkScene> {
    const dingtalk = await DingtalkServer.start(server)
    const gateway = await GatewayProcess.start({
      ...settings,
      env: {
        DINGTALK_CLIENT_ID: dingtalk.app.clientId,
        DINGTALK_CLIENT_SECRET: dingtalk.app.clientSecret,
        DINGTALK_API_ROOT: dingtalk.url,
        DINGTALK_OAPI_ROOT: dingtalk.url,
        HOLDLINE_WEBCHAT: 'off',
        HOLDLINE_LOCALE: 'zh-CN',
        ...env,
      },
    })
    await dingtalk.connected(1, PATIENT)
    return new DingtalkScene(dingtalk, gateway, place)
  }

  /** Somebody says something to the robot; in a group they name it. */
  asks(content: string | Content, person = this.ann): ChatMessage {
    return person.says(this.chat, content).message
  }

  /** Somebody presses a button that sends a message; resolves with the robot's words about it. */
  async taps(message: ChatMessage, label: string, person = this.ann): Promise<ChatMessage> {
    const { said } = await person.taps(message, label)
    return await this.answerTo(said?.message)
  }

  /** The robot's reply to a message. */
  answerTo(message: ChatMessage | undefined): Promise<ChatMessage> {
    return this.until(() => this.said.find(({ replyTo }) => replyTo !== undefined && replyTo === message?.id))
  }

  /** Waits until something is so in the chat. */
  until<T>(look: (chat: Chat) => T | undefined | null | false): Promise<T> {
    return this.chat.until(look, PATIENT)
  }

  /** What the robot has said. */
  get said(): readonly ChatMessage[] {
    return this.chat.fromBot
  }

  /** Waits for a message of the robot whose text fits. */
  says(text: string | RegExp): Promise<ChatMessage> {
    const fits = (words: string) => (typeof text === 'string' ? words === text : text.test(words))
    return this.until(() => this.said.find((message) => fits(message.text)))
  }

  /** Waits for a notice with buttons. */
  notice(): Promise<ChatMessage> {
    return this.until(() => this.said.find(({ buttons }) => buttons.length > 0))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { app } = this.dingtalk
    const tokens = [...app.tokens.keys()]
    const { stdout, stderr } = this.gateway
    await this.gateway[Symbol.asyncDispose]()
    await this.dingtalk.stop()
    expect(this.dingtalk.violations).toEqual([])
    expect(this.dingtalk.spinningCards).toEqual([])
    for (const secret of [app.clientSecret, ...tokens]) expect(`${stdout}${stderr}`.includes(secret)).toBe(false)
    expect(`${stdout}${stderr}`).not.toMatch(/sendBySession\?session=session/)
  }
}
