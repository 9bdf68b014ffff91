import type {
  Channel,
  ChannelCapabilities,
  ChannelHealth,
  ChatRef,
  Inbox,
  Json,
  Notice,
  PartialReply,
  Reply,
} from '@holdline/bridge'
import type { Boot } from './boot.ts'
import type { Platform } from './platform.ts'

/** Typing is renewed this often; long enough not to drown a run in it. */
const TYPING_EVERY_MS = 4_000

/** One boot's bot account on a simulated platform. */
export class SimulatedChannel implements Channel {
  readonly route: string
  readonly capabilities: ChannelCapabilities
  readonly #platform: Platform
  readonly #boot: Boot

  constructor(platform: Platform, boot: Boot) {
    const { edits, maxText, streams, idempotent, refusesInline } = platform.rules
    this.route = platform.route
    this.capabilities = {
      edit: edits,
      stream: streams,
      maxText,
      files: false,
      idempotentSend: idempotent,
      typing: { everyMs: TYPING_EVERY_MS, trace: false },
      editEveryMs: 1_000,
      refusesInline,
    }
    this.#platform = platform
    this.#boot = boot
  }

  async start(inbox: Inbox, signal: AbortSignal): Promise<void> {
    this.#platform.connect(this.#boot, inbox)
    signal.addEventListener('abort', () => this.#platform.disconnect(this.#boot), { once: true })
  }

  send(reply: Reply): Promise<Json> {
    return this.#platform.send(this.#boot, reply)
  }

  notify(notice: Notice): Promise<Json> {
    return this.#platform.notify(this.#boot, notice)
  }

  edit(ref: Json, notice: Notice): Promise<Json> {
    return this.#platform.edit(this.#boot, ref, notice)
  }

  retire(ref: Json): Promise<void> {
    return this.#platform.retire(this.#boot, ref)
  }

  stream(partial: PartialReply): void {
    this.#platform.stream(this.#boot, partial)
  }

  typing(chat: ChatRef, on: boolean): Promise<void> {
    return this.#platform.setTyping(this.#boot, chat, on)
  }

  health(): ChannelHealth {
    return { state: 'ready' }
  }
}
