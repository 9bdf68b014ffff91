import { chaosAnswer, chaosQuestion, type Kind } from './chaos-model.ts'
import type { ChatClient } from './client.ts'
import type { Message } from './frames.ts'

/** More open questions of one person would only fill the queue, and then be refused. */
const MOST_OPEN = 6

/** One person, who asks on and on, stops work now and then, and asks again what a dying gateway had not accepted. */
export class ChaosWriter {
  readonly client: ChatClient
  readonly #labels = new Map<string, string>()
  readonly #texts = new Map<string, string>()

  constructor(client: ChatClient) {
    this.client = client
  }

  /** Asks something, unless too much is open. */
  ask(label: string, kind: Kind): boolean {
    if (this.#labels.size - this.answered.length - this.givenUp >= MOST_OPEN) return false
    const text = chaosQuestion(label, kind)
    const clientId = this.client.send(text)
    this.#texts.set(clientId, text)
    this.#labels.set(clientId, label)
    return true
  }

  /** Stops what runs, if something does. */
  stop(): void {
    this.client.send('/cancel')
  }

  /** Connects to the next gateway. */
  async comeBack(): Promise<void> {
    await this.client.reconnect()
    for (const [clientId, text] of this.#texts) {
      if (!this.client.accepted.has(clientId)) this.client.send(text, clientId)
    }
  }

  /** The answers to every question, by the question's label. */
  get answers(): ReadonlyMap<string, readonly Message[]> {
    const { accepted } = this.client
    return new Map([...this.#labels].map(([id, label]) => [label, this.client.answersTo(accepted.get(id) ?? '')]))
  }

  /** The questions that have their one right answer. */
  get answered(): readonly string[] {
    return [...this.answers].flatMap(([label, [answer]]) => (answer?.text === chaosAnswer(label) ? [label] : []))
  }

  /** How often it was told that there will be no answer. */
  get givenUp(): number {
    return [...this.client.notices.values()].filter(({ kind }) => kind === 'failed' || kind === 'cancelled').length
  }

  /** Everything was accepted and answered, or told to be given up; nothing goes on. */
  get isSettled(): boolean {
    const { client } = this
    const isAccepted = [...this.#labels.keys()].every((clientId) => client.accepted.has(clientId))
    const unanswered = this.#labels.size - this.answered.length
    return isAccepted && unanswered <= this.givenUp && client.live.length === 0 && !client.typing
  }
}
