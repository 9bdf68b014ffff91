import type { Chat } from '../platforms/telegram/chat.ts'
import type { ChatMessage } from '../platforms/telegram/chat-message.ts'
import type { Person } from '../platforms/telegram/person.ts'
import type { TelegramServer } from '../platforms/telegram/server.ts'
import type { PersonSide, Press, Shown, Written } from './channel.ts'

/** Round trips after which what the bot has sent on its own connections has arrived, too. */
const ROUND_TRIPS = 3

type ShownMessage = Shown & { readonly message?: ChatMessage }

/** A person at a Telegram client. */
export class TelegramPerson implements PersonSide {
  readonly #server: TelegramServer
  readonly #person: Person
  readonly #chat: Chat

  constructor(server: TelegramServer, person: Person, chat: Chat) {
    this.#server = server
    this.#person = person
    this.#chat = chat
  }

  async write(text: string): Promise<Written> {
    this.#person.sends(this.#chat, text)
    const { queue } = this.#server.bot
    const update = queue.list().at(-1)
    if (update === undefined) throw new Error('the bot gets no update')
    const { update_id: _, message } = update.body
    const updates = [update.id]
    return {
      // What Telegram waits to be told of is not acknowledged.
      acknowledged: () => updates.filter((id) => queue.list().every((waiting) => waiting.id !== id)).length,
      refusals: () => [],
      redeliver: async () => {
        if (queue.list().some(({ id }) => updates.includes(id))) return
        queue.push('message', JSON.parse(JSON.stringify(message)), update.lane)
        updates.push(queue.list().at(-1)?.id ?? 0)
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
    const draft = this.#chat.draft()
    return [
      ...this.#chat.fromBots.map((message) => ({
        message,
        text: message.text,
        buttons: message.keyboard.flat().map(({ text }) => text),
        ...(message.replyTo === undefined ? {} : { replyTo: `${this.#chat.id}/${message.replyTo}` }),
      })),
      ...(draft === undefined ? [] : [{ text: draft.text, buttons: [] }]),
    ]
  }

  typing(): boolean {
    return this.#chat.typing()
  }

  async settle(): Promise<void> {
    const { token } = this.#server.bot
    for (let trip = 0; trip < ROUND_TRIPS; trip += 1) await fetch(`${this.#server.url}/bot${token}/getMe`)
  }
}
