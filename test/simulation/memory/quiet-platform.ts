import type { Channel, ChannelCapabilities, Inbox, Json } from '@holdline/bridge'

/** A platform that takes everything at once and keeps nothing but counts. */
export class QuietPlatform implements Channel {
  readonly route = 'telegram:default'
  readonly capabilities: ChannelCapabilities = {
    edit: true,
    stream: false,
    files: false,
    idempotentSend: false,
    typing: { everyMs: 4_000, trace: false },
    editEveryMs: 1_000,
    noticesPerMinute: 20,
    refusesInline: false,
  }
  /** Answers that were sent. */
  replies = 0
  /** Notices that were sent, and not closed since. */
  live = 0
  /** Chats that show typing. */
  typers = 0
  #inbox: Inbox | undefined

  get inbox(): Inbox {
    if (this.#inbox === undefined) throw new Error('not started')
    return this.#inbox
  }

  async start(inbox: Inbox): Promise<void> {
    this.#inbox = inbox
  }

  async send(): Promise<Json> {
    this.replies += 1
    return this.replies
  }

  async notify({ state }: Parameters<Channel['notify']>[0]): Promise<Json> {
    if (state === 'live') this.live += 1
    return this.replies
  }

  async edit(ref: Json, { state }: Parameters<Channel['notify']>[0]): Promise<Json> {
    if (state === 'closed') this.live -= 1
    return ref
  }

  async typing(_chat: unknown, on: boolean): Promise<void> {
    this.typers += on ? 1 : -1
  }

  health(): { readonly state: 'ready' } {
    return { state: 'ready' }
  }
}
