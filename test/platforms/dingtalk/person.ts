import { isJsonObject, type JsonObject } from '../kit/json.ts'
import type { WaitOptions } from '../kit/watch.ts'
import type { App } from './app.ts'
import { buttonsOf } from './card.ts'
import type { Chat } from './chat.ts'
import type { ChatMessage } from './chat-message.ts'
import type { Content } from './content.ts'
import { dtmdContent } from './dtmd.ts'
import type { Member, OpenChat, Platform } from './platform.ts'
import { type Push, type StreamGateway, TOPIC } from './stream-gateway.ts'

/** How a message was sent, besides its words. */
export interface SayOptions {
  /** The message that it quotes. */
  readonly quote?: ChatMessage
  /** In a group: without naming the robot, so that the robot hears nothing. */
  readonly unaddressed?: boolean
}

/** Something that a person sent: the message, and its delivery. */
export interface Said {
  readonly message: ChatMessage
  /** None: the robot was not named, and hears nothing of it. */
  readonly push: Push | undefined
  /** The address that the robot was given for its answers. */
  readonly webhook: string
  /** The gateway delivers it once more, under another frame id. */
  redeliver(): void
}

/** What came of a press. */
export interface Pressed {
  /** The message that the press has sent in the person's name. */
  readonly said: Said | undefined
  /** What the app answered to its callback. */
  readonly response: unknown
}

/** Somebody at a DingTalk client. */
export class Person {
  readonly member: Member
  readonly #platform: Platform
  readonly #gateway: StreamGateway
  readonly #app: App
  readonly #webhookRoot: () => string

  constructor(member: Member, app: App, platform: Platform, gateway: StreamGateway, webhookRoot: () => string) {
    this.member = member
    this.#app = app
    this.#platform = platform
    this.#gateway = gateway
    this.#webhookRoot = webhookRoot
  }

  /** How the robot knows the person. */
  get id(): string {
    return this.member.staffId ?? this.member.senderId
  }

  /** Sends a text, or something else; in a group the robot is named. */
  says(chat: Chat, content: string | Content, options: SayOptions = {}): Said {
    const { quote, unaddressed = false } = options
    const open = this.#open(chat)
    const words = typeof content === 'string' ? content : content.shown
    const inGroup = open.kind === 'group'
    const shown = inGroup && !unaddressed ? `@${this.#app.name} ${words}` : words
    const message = this.#platform.post({
      chat: open,
      from: 'person',
      way: 'client',
      sender: this.id,
      words: shown,
      plain: true,
    })
    if (inGroup && unaddressed) return { message, push: undefined, webhook: '', redeliver: () => {} }
    const data = this.#payload(open, message, content, quote)
    const push = this.#gateway.push(this.#app, TOPIC.robot, data)
    const redeliver = () => this.#gateway.deliver(push, this.#app, data)
    return { message, push, webhook: String(data.sessionWebhook), redeliver }
  }

  /** Presses a button. Resolves when the app has answered its callback; a link that sends a message is done at once. */
  async taps(message: ChatMessage, label: string, options: WaitOptions = {}): Promise<Pressed> {
    const button = message.buttons.find((one) => one.label === label)
    if (button === undefined)
      throw new Error(`there is no ${label}; there are ${message.buttons.map((one) => one.label).join(', ') || 'none'}`)
    return button.url === undefined
      ? await this.#callBack(message, label, options)
      : { said: this.opens(message.chat, button.url), response: undefined }
  }

  /** Opens a link that sends a message, also one that is no longer shown. */
  opens(chat: Chat, url: string): Said {
    const content = dtmdContent(url)
    if (content === undefined) throw new Error(`${url} does not send a message`)
    return this.says(chat, content)
  }

  async #callBack(message: ChatMessage, label: string, options: WaitOptions): Promise<Pressed> {
    const { card } = message
    if (card === undefined) throw new Error('the message is no card')
    const chat = this.#open(message.chat)
    const { clock, limits, watch } = this.#platform
    const number = buttonsOf(card).findIndex((one) => one.label === label)
    const push = this.#gateway.push(this.#app, TOPIC.card, {
      type: 'actionCallback',
      outTrackId: card.outTrackId,
      userId: this.id,
      corpId: 'dingfakecorp',
      spaceId: chat.kind === 'group' ? chat.id : this.id,
      userIdType: 1,
      content: JSON.stringify({ cardPrivateData: { actionIds: [`node_${number}`], params: { text: label } } }),
    })
    const late = clock.after(limits.callbackMs, () => {
      if (push.acks === 0 && push.deliveries.length > 0)
        this.#platform.violate('callback.answered', `no answer to a press of ${label}`)
    })
    await watch.until(
      () => push.acks > 0,
      () => 'no answer to the callback',
      options,
    )
    late()
    this.#applyResponse(card.outTrackId, push.response)
    return { said: undefined, response: push.response }
  }

  /** An app may change its card in the answer to a press. */
  #applyResponse(outTrackId: string, response: unknown): void {
    const data = isJsonObject(response) && isJsonObject(response.cardData) ? response.cardData.cardParamMap : undefined
    const found = this.#platform.cards.get(outTrackId)
    if (found === undefined || !isJsonObject(data)) return
    const texts = Object.entries(data).map(([name, value]) => [name, String(value)])
    found.card.params = { ...found.card.params, ...Object.fromEntries(texts) }
    this.#platform.watch.changed()
  }

  #open(chat: Chat): OpenChat {
    const open = this.#platform.chats.find((one) => one === chat)
    if (open === undefined || !open.members.includes(this.member)) throw new Error(`${this.member.nick} is not there`)
    return open
  }

  /** Source: facts 2.5. */
  #payload(
    chat: OpenChat,
    message: ChatMessage,
    content: string | Content,
    quote: ChatMessage | undefined,
  ): JsonObject {
    const { clock, limits, sessions } = this.#platform
    const until = clock.now() + limits.webhookMs
    const session = `session${this.#platform.serial()}x${Math.floor(this.#platform.random() * 1e9)}`
    sessions.set(session, { app: this.#app, chat, messageId: message.id, until })
    const { staffId, senderId, nick, isAdmin } = this.member
    const group = chat.kind === 'group'
    // The name is cut out of the text, and leaves its space.
    const own = typeof content === 'string' ? { text: { content: group ? ` ${content}` : content } } : content.payload
    const quoted =
      quote === undefined
        ? {}
        : {
            text: {
              ...(isJsonObject(own.text) ? own.text : {}),
              isReplyMsg: true,
              repliedMsg: { msgType: 'text', msgId: quote.id, content: { text: quote.text } },
            },
          }
    return {
      conversationId: chat.id,
      conversationType: group ? '2' : '1',
      ...(group ? { conversationTitle: chat.title, isInAtList: true } : {}),
      chatbotCorpId: 'dingfakecorp',
      chatbotUserId: '$:LWCP_v1:$fakebot',
      msgId: message.id,
      msgtype: typeof content === 'string' ? 'text' : content.msgtype,
      ...own,
      ...quoted,
      senderId,
      senderNick: nick,
      ...(staffId === undefined ? {} : { senderStaffId: staffId, senderCorpId: 'dingfakecorp' }),
      isAdmin,
      robotCode: this.#app.robotCode,
      createAt: clock.now(),
      sessionWebhook: `${this.#webhookRoot()}/robot/sendBySession?session=${session}`,
      sessionWebhookExpiredTime: until,
      ...(group ? { atUsers: [{ dingtalkId: '$:LWCP_v1:$fakebot' }] } : {}),
    }
  }
}
