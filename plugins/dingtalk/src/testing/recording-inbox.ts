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
  tapResult: ActionResult = 'done'
  /** While true, nothing can be made durable. */
  down = false
  #open: Promise<void> = Promise.resolve()

  /** Makes all calls wait before they take effect, until the returned function is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#open = promise
    return resolve
  }

  async message(inbound: Inbound): Promise<Receipt> {
    await this.#durable()
    this.messages.push(inbound)
    return { type: 'accepted', messageId: `m${this.messages.length}`, duplicate: false }
  }

  async tap(tap: Tap): Promise<TapAnswer> {
    await this.#durable()
    this.taps.push(tap)
    return { action: tap.action, noticeId: '', result: this.tapResult, text: `it is ${this.tapResult}` }
  }

  async edited(): Promise<void> {}
  async moved(): Promise<void> {}
  async recalled(): Promise<void> {}
  async speaks(): Promise<void> {}

  locale(_chat: ChatRef, person?: Person): string {
    return person?.locale ?? 'en'
  }

  async #durable(): Promise<void> {
    await this.#open
    if (this.down) throw new StoreUnavailableError('the store of the test is down')
  }
}
