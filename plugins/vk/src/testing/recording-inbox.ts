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
  readonly edits: string[] = []
  /** What the next taps are told. */
  tapResult: ActionResult = 'done'
  /** While true, nothing can be made durable. */
  down = false

  async message(inbound: Inbound): Promise<Receipt> {
    this.#mustBeUp()
    this.messages.push(inbound)
    return { type: 'accepted', messageId: `m${this.messages.length}`, duplicate: false }
  }

  async tap(tap: Tap): Promise<TapAnswer> {
    this.#mustBeUp()
    this.taps.push(tap)
    return { action: tap.action, noticeId: '', result: this.tapResult, text: `it is ${this.tapResult}` }
  }

  async edited(_chat: ChatRef, ref: string, text: string): Promise<void> {
    this.#mustBeUp()
    this.edits.push(`${ref} ${text}`)
  }

  async recalled(): Promise<void> {}
  async moved(): Promise<void> {}
  async speaks(): Promise<void> {}

  locale(_chat: ChatRef, person?: Person): string {
    return person?.locale ?? 'en'
  }

  #mustBeUp(): void {
    if (this.down) throw new StoreUnavailableError('the store of the test is down')
  }
}
