import type { Chat } from '../platforms/dingtalk/chat.ts'
import type { ChatMessage } from '../platforms/dingtalk/chat-message.ts'
import type { Person } from '../platforms/dingtalk/person.ts'
import type { DingtalkServer } from '../platforms/dingtalk/server.ts'
import type { PersonSide, Press, Shown, Written } from './channel.ts'

/** Round trips after which what the robot has sent on its own connections has arrived, too. */
const ROUND_TRIPS = 3

type ShownMessage = Shown & { readonly message: ChatMessage }

/** A person at a DingTalk client. */
export class DingtalkPerson implements PersonSide {
  readonly #server: DingtalkServer
  readonly #person: Person
  readonly #chat: Chat
  /** What stood there before is not looked at. */
  readonly #from: number

  constructor(server: DingtalkServer, person: Person, chat: Chat) {
    this.#server = server
    this.#person = person
    this.#chat = chat
    this.#from = chat.fromBot.length
  }

  async write(text: string): Promise<Written> {
    const said = this.#person.says(this.#chat, text)
    return {
      acknowledged: () => said.push?.acks ?? 0,
      refusals: () => [],
      redeliver: async () => said.redeliver(),
    }
  }

  async press(shown: Shown, label: string): Promise<Press> {
    const message = this.chat().findLast((one) => one.text === shown.text)?.message
    if (message === undefined) throw new Error(`nothing says ${shown.text}`)
    const { said } = await this.#person.taps(message, label)
    const answers = () => this.#chat.fromBot.filter(({ replyTo }) => replyTo === said?.message.id)
    return { answers: () => answers().map(({ text }) => text) }
  }

  chat(): readonly ShownMessage[] {
    return this.#chat.fromBot.slice(this.#from).map((message) => ({
      message,
      text: message.text,
      buttons: message.buttons.map(({ label }) => label),
      // A message replies to the one whose webhook it came by.
      ...(message.replyTo === undefined ? {} : { replyTo: message.replyTo }),
    }))
  }

  typing(): boolean {
    return this.#chat.typing()
  }

  async settle(): Promise<void> {
    for (let trip = 0; trip < ROUND_TRIPS; trip += 1) await fetch(`${this.#server.url}/files/none`)
  }
}
