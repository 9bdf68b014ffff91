import {
  type ActionResult,
  type ChatRef,
  type Inbound,
  type Inbox,
  type Person,
  type Receipt,
  StoreUnavailableError,
  type Tap,
  type TapAnswer,
} from '@holdline/bridge'

/** An inbox that accepts everything and remembers every call, in order. */
export class RecordingInbox implements Inbox {
  readonly messages: Inbound[] = []
  readonly taps: Tap[] = []
  readonly moves: string[] = []
  readonly edits: string[] = []
  readonly recalls: string[] = []
  /** What happened, in order: texts of messages, and moves. */
  readonly order: string[] = []
  /** What the next taps are told. */
  tapResult: ActionResult = 'done'
  /** How many taps have come, decided or not. */
  asked = 0
  /** While true, nothing can be made durable. */
  down = false
  #open: Promise<void> = Promise.resolve()

  /** The words of the messages, in order. */
  get texts(): string[] {
    return this.messages.map(({ text }) => text)
  }

  /** Makes all calls wait before they take effect, until the returned function is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#open = promise
    return resolve
  }

  async message(inbound: Inbound): Promise<Receipt> {
    await this.#durable()
    this.messages.push(inbound)
    this.order.push(inbound.text)
    return { type: 'accepted', messageId: `m${this.messages.length}`, duplicate: false }
  }

  async tap(tap: Tap): Promise<TapAnswer> {
    this.asked += 1
    await this.#durable()
    this.taps.push(tap)
    const text = `it is ${this.tapResult}`
    return { action: tap.action, noticeId: '', result: this.tapResult, text, translations: { 'zh-CN': '好了' } }
  }

  async edited(chat: ChatRef, ref: string, text: string): Promise<void> {
    await this.#durable()
    this.edits.push(`${chat.chat} ${ref} ${text}`)
  }

  async moved(from: ChatRef, to: ChatRef): Promise<void> {
    await this.#durable()
    this.moves.push(`${from.chat} to ${to.chat}`)
    this.order.push('moved')
  }

  async recalled(chat: ChatRef, ref: string): Promise<void> {
    await this.#durable()
    this.recalls.push(`${chat.kind} ${chat.chat} ${ref}`)
  }

  async speaks(): Promise<void> {}

  locale(_chat: ChatRef, person?: Person): string {
    return person?.locale ?? 'en'
  }

  async #durable(): Promise<void> {
    await this.#open
    if (this.down) throw new StoreUnavailableError('the store of the test is down')
  }
}
