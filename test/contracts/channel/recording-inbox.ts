import {
  type ChatRef,
  type Inbound,
  type Inbox,
  type LogWrite,
  type Person,
  type Receipt,
  StoreUnavailableError,
  type Tap,
  type TapAnswer,
} from '@holdline/bridge'

/** An inbox that accepts each message once, as the core does, and remembers every call. */
export class RecordingInbox implements Inbox {
  readonly messages: Inbound[] = []
  readonly taps: Tap[] = []
  /** What the next taps are answered. */
  tapResult: Pick<TapAnswer, 'result' | 'text'> = { result: 'done', text: 'done' }
  /** What the next messages are answered, instead of being accepted. */
  receipt: Receipt | null = null
  /** While true, nothing can be made durable. */
  down = false
  readonly #write: (write: LogWrite) => Promise<unknown>
  readonly #accepted = new Map<string, string>()
  #open: Promise<void> = Promise.resolve()

  /** `write`: where the channel's own events go, which the core writes in the accepting transaction. */
  constructor(write: (write: LogWrite) => Promise<unknown> = async () => {}) {
    this.#write = write
  }

  /** Makes all calls wait before they take effect, until the returned function is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#open = promise
    return resolve
  }

  async message(inbound: Inbound): Promise<Receipt> {
    this.messages.push(inbound)
    await this.#durable()
    if (this.receipt !== null) return this.receipt
    const known = this.#accepted.get(inbound.dedupeKey)
    if (known !== undefined) return { type: 'accepted', messageId: known, duplicate: true }
    const messageId = `message-${this.#accepted.size + 1}`
    this.#accepted.set(inbound.dedupeKey, messageId)
    for (const write of inbound.log?.(messageId, inbound.text) ?? []) await this.#write(write)
    return { type: 'accepted', messageId, duplicate: false }
  }

  async tap(tap: Tap): Promise<TapAnswer> {
    this.taps.push(tap)
    await this.#durable()
    return { action: tap.action, noticeId: tap.noticeId ?? '', ...this.tapResult }
  }

  locale(_chat: ChatRef, person?: Person): string {
    return person?.locale ?? 'en'
  }

  async edited(): Promise<void> {}
  async recalled(): Promise<void> {}
  async moved(): Promise<void> {}
  async speaks(): Promise<void> {}

  async #durable(): Promise<void> {
    await this.#open
    if (this.down) throw new StoreUnavailableError('the store of the test is down')
  }
}
