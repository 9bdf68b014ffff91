import type { FeishuApp } from '../platforms/feishu/app.ts'
import type { Chat, ChatMessage } from '../platforms/feishu/chat.ts'
import type { Person } from '../platforms/feishu/person.ts'
import type { FeishuServer } from '../platforms/feishu/server.ts'
import type { PersonSide, Press, Shown, Written } from './channel.ts'

/** Round trips after which what the bot has sent on its own connections has arrived, too. */
const ROUND_TRIPS = 3

type ShownMessage = Shown & { readonly message: ChatMessage }

/** A person at a Feishu client. */
export class FeishuPerson implements PersonSide {
  readonly #server: FeishuServer
  readonly #person: Person
  readonly #chat: Chat

  constructor(server: FeishuServer, person: Person, chat: Chat) {
    this.#server = server
    this.#person = person
    this.#chat = chat
  }

  async write(text: string): Promise<Written> {
    const { deliveries } = this.#bot
    this.#person.sends(this.#chat, text)
    const first = deliveries.all.at(-1)
    if (first === undefined) throw new Error('the bot gets no event')
    const all = [first]
    return {
      acknowledged: () => all.filter(({ state }) => state === 'accepted').length,
      refusals: () => [],
      redeliver: async () => {
        deliveries.push(first.eventId, first.eventType, first.envelope)
        const again = deliveries.all.at(-1)
        if (again !== undefined) all.push(again)
      },
    }
  }

  async press(shown: Shown, label: string): Promise<Press> {
    const { message } = this.chat().find((one) => one.text === shown.text) ?? {}
    if (message === undefined) throw new Error(`nothing says ${shown.text}`)
    const answers: string[] = []
    void this.#person.taps(message, label).then(
      ({ text = '' }) => answers.push(text),
      () => {},
    )
    return { answers: () => answers }
  }

  chat(): readonly ShownMessage[] {
    return this.#chat.fromBots.map((message) => {
      const { text, buttons } = this.#person.reads(message)
      return { message, text, buttons, ...(message.parent === undefined ? {} : { replyTo: message.parent.id }) }
    })
  }

  typing(): boolean {
    return this.#chat.messages.some(({ reactions }) => reactions.some(({ emoji }) => emoji === 'Typing'))
  }

  async settle(): Promise<void> {
    for (let trip = 0; trip < ROUND_TRIPS; trip += 1) await fetch(`${this.#server.url}/open-apis/bot/v3/info`)
  }

  get #bot(): FeishuApp {
    return this.#server.bot
  }
}
