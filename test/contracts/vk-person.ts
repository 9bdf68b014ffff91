import type { Chat } from '../platforms/vk/chat.ts'
import type { ChatMessage } from '../platforms/vk/chat-message.ts'
import type { Person } from '../platforms/vk/person.ts'
import type { VkServer } from '../platforms/vk/server.ts'
import type { PersonSide, Press, Shown, Written } from './channel.ts'

/** Round trips after which what the bot has sent on its own connections has arrived, too. */
const ROUND_TRIPS = 3

type ShownMessage = Shown & { readonly message: ChatMessage }

/** A person at a VK client. */
export class VkPerson implements PersonSide {
  readonly #server: VkServer
  readonly #person: Person
  readonly #chat: Chat

  constructor(server: VkServer, person: Person, chat: Chat) {
    this.#server = server
    this.#person = person
    this.#chat = chat
  }

  async write(text: string): Promise<Written> {
    const { longPoll } = this.#server.community
    this.#person.sends(this.#chat, text)
    const event = longPoll.events.at(-1)
    if (event === undefined) throw new Error('the bot gets no event')
    const { event_id: eventId } = event.body
    const mine = [event.ts]
    const waits = (ts: number): boolean => longPoll.pending.some((waiting) => waiting.ts === ts)
    return {
      // What VK would give again is not acknowledged.
      acknowledged: () => mine.filter((ts) => !waits(ts)).length,
      refusals: () => [],
      redeliver: async () => {
        if (mine.some(waits)) return
        this.#server.repeat(this.#server.community, String(eventId))
        mine.push(longPoll.events.at(-1)?.ts ?? 0)
      },
    }
  }

  async press(shown: Shown, label: string): Promise<Press> {
    const { message } = this.chat().find((one) => one.text === shown.text) ?? {}
    if (message === undefined) throw new Error(`nothing says ${shown.text}`)
    const answers: string[] = []
    void this.#person.taps(this.#chat, message, label).then(
      ({ text = '' }) => answers.push(text),
      () => {},
    )
    return { answers: () => answers }
  }

  chat(): readonly ShownMessage[] {
    return this.#chat.fromBots.map((message) => ({
      message,
      text: message.text,
      buttons: message.keyboard.flat().map(({ label }) => label),
      ...(message.replyTo === undefined ? {} : { replyTo: `${this.#chat.peerId}/${message.replyTo}` }),
    }))
  }

  typing(): boolean {
    return this.#chat.typing
  }

  async settle(): Promise<void> {
    for (let trip = 0; trip < ROUND_TRIPS; trip += 1) await fetch(`${this.#server.url}/method/nothing`)
  }
}
