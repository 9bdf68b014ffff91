import type { WebSocket } from 'ws'
import { HIGH_WATER_BYTES } from './limits.ts'
import type { ServerFrame } from './protocol.ts'

/**
 * The writing half of a socket. `ws` buffers without limit, so whoever has more to send asks {@link hasRoom} first and
 * is called back when there is room again.
 */
export class Outgoing {
  readonly #socket: WebSocket
  readonly #onRoom: () => void
  #refused = false
  #progress = 0

  constructor(socket: WebSocket, onRoom: () => void) {
    this.#socket = socket
    this.#onRoom = onRoom
  }

  /** Grows whenever the peer has taken something. */
  get progress(): number {
    return this.#progress
  }

  /** Something waits to be taken. */
  get isPending(): boolean {
    return this.#socket.bufferedAmount > 0
  }

  /** Whether more may be sent; after a no, `onRoom` is called once there is. */
  hasRoom(): boolean {
    const room = this.#socket.bufferedAmount < HIGH_WATER_BYTES
    if (!room) this.#refused = true
    return room
  }

  /** Sends a frame. Nothing happens when the socket is closing. */
  send(frame: ServerFrame): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    this.#socket.send(JSON.stringify(frame), () => this.#taken())
  }

  /** Sends a ping. */
  ping(): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping(undefined, undefined, () => this.#taken())
  }

  #taken(): void {
    this.#progress += 1
    if (!this.#refused || this.#socket.bufferedAmount >= HIGH_WATER_BYTES) return
    this.#refused = false
    this.#onRoom()
  }
}
