import type { Clock } from '@holdline/bridge'
import type { RawData, WebSocket } from 'ws'
import { type Decoded, decodeFrame } from './decode.ts'
import { COMMAND_RATE, FRAME_RATE } from './limits.ts'
import type { Outgoing } from './outgoing.ts'
import { TokenBucket, takeAll } from './rate-limit.ts'

/** What {@link Incoming} works with. */
export interface IncomingParts {
  readonly out: Outgoing
  readonly clock: Clock
  /** Whether a text is a control command. */
  readonly isControl: (text: string) => boolean
  /** Whether the next frame may be dealt with; call {@link Incoming.goOn} when it becomes true. */
  readonly isFree: () => boolean
  /** Deals with a frame. */
  readonly take: (decoded: Decoded) => void
  /** The frames of this second are used up: call {@link Incoming.goOn} some time later. */
  readonly onLimit: () => void
}

/**
 * The reading half of a socket: takes frames in order, and no faster than they can be dealt with, the peer reads its
 * answers, and the rates allow. Until then the socket is not read, so what waits here is at most one read of it.
 */
export class Incoming {
  readonly #socket: WebSocket
  readonly #parts: IncomingParts
  readonly #frames: TokenBucket
  readonly #commands: TokenBucket
  readonly #unread: Decoded[] = []

  constructor(socket: WebSocket, parts: IncomingParts) {
    const now = parts.clock.now()
    this.#socket = socket
    this.#parts = parts
    this.#frames = new TokenBucket(FRAME_RATE, now)
    this.#commands = new TokenBucket(COMMAND_RATE, now)
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary))
  }

  /** Takes what may be taken now. */
  goOn(): void {
    while (this.#mayTakeNext()) {
      const decoded = this.#unread.shift()
      if (decoded !== undefined) this.#parts.take(decoded)
    }
    if (this.#socket.readyState !== this.#socket.OPEN) return
    if (this.#unread.length > 0) this.#socket.pause()
    else if (this.#socket.isPaused) this.#socket.resume()
  }

  /** Forgets what waits: nobody will be there for the answers. */
  clear(): void {
    this.#unread.length = 0
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    this.#unread.push(isBinary ? { ok: false, code: 'bad_frame' } : decodeFrame(data.toString()))
    this.goOn()
  }

  #mayTakeNext(): boolean {
    const [next] = this.#unread
    if (next === undefined || !this.#parts.isFree() || !this.#parts.out.hasRoom()) return false
    const buckets = this.#isCommand(next) ? [this.#frames, this.#commands] : [this.#frames]
    if (takeAll(this.#parts.clock.now(), ...buckets) === 0) return true
    this.#parts.onLimit()
    return false
  }

  #isCommand(decoded: Decoded): boolean {
    if (!decoded.ok) return false
    return decoded.frame.type === 'tap' || (decoded.frame.type === 'send' && this.#parts.isControl(decoded.frame.text))
  }
}
