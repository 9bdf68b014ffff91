import type { ChatRef, Inbound, Inbox, Person, Receipt, Tap, TapAnswer } from '@holdline/bridge'
import type { EventLogPort } from '../event-log.ts'

/** An inbox that accepts everything, as the core does while nothing runs, and remembers what it got. */
export class FakeInbox implements Inbox {
  readonly messages: Inbound[] = []
  readonly taps: Tap[] = []
  /** The languages that people were said to speak. */
  readonly spoken: (string | undefined)[] = []
  /** How a message is answered, after it has been recorded. */
  onMessage: (inbound: Inbound) => Promise<Receipt> = (inbound) => this.accept(inbound)
  onTap: (tap: Tap) => Promise<TapAnswer> = async ({ action, noticeId = '' }) => {
    return { action, noticeId, result: 'done', text: `${action} done` }
  }
  readonly #log: EventLogPort
  readonly #accepted = new Map<string, string>()

  constructor(log: EventLogPort) {
    this.#log = log
  }

  message(inbound: Inbound): Promise<Receipt> {
    this.messages.push(inbound)
    return this.onMessage(inbound)
  }

  tap(tap: Tap): Promise<TapAnswer> {
    this.taps.push(tap)
    return this.onTap(tap)
  }

  /** Writes the message's events and accepts it; once per dedupe key. */
  async accept(inbound: Inbound): Promise<Receipt> {
    const known = this.#accepted.get(inbound.dedupeKey)
    if (known !== undefined) return { type: 'accepted', messageId: known, duplicate: true }
    const messageId = `m${this.#accepted.size + 1}`
    this.#accepted.set(inbound.dedupeKey, messageId)
    for (const write of inbound.log?.(messageId, inbound.text) ?? []) await this.#log.append(write, 0)
    return { type: 'accepted', messageId, duplicate: false }
  }

  async speaks(_chat: ChatRef, person: Person): Promise<void> {
    this.spoken.push(person.locale)
  }

  locale(_chat: ChatRef, person?: Person): string {
    return person?.locale ?? 'en'
  }

  async edited(): Promise<void> {}
  async recalled(): Promise<void> {}
  async moved(): Promise<void> {}
}
