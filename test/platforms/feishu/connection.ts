import { decodeFrame, encodeFrame, type Frame } from './frame.ts'
import type { ClientConfig } from './limits.ts'

/** The server's end of a WebSocket. */
export interface Socket {
  send(bytes: Uint8Array): void
  /** Closes it in order. */
  close(): void
  /** Breaks it off. */
  terminate(): void
}

/** What a connection tells its app. */
export interface ConnectionEvents {
  /** The client has greeted, and so it listens. */
  onReady(connection: Connection): void
  onData(frame: Frame): void
  onClosed(connection: Connection): void
  onPing(): void
  onNonsense(reason: string): void
}

/** One long connection of a bot. */
export class Connection {
  readonly serviceId: number
  /** How many times the client has pinged. */
  pings = 0
  state: 'greeting' | 'ready' | 'closed' = 'greeting'
  #frozen = false
  readonly #socket: Socket
  readonly #config: () => ClientConfig
  readonly #events: ConnectionEvents

  constructor(serviceId: number, socket: Socket, config: () => ClientConfig, events: ConnectionEvents) {
    this.serviceId = serviceId
    this.#socket = socket
    this.#config = config
    this.#events = events
  }

  /** Whether it takes events. */
  get ready(): boolean {
    return this.state === 'ready'
  }

  /** Whether what is sent to it arrives. */
  get alive(): boolean {
    return this.state !== 'closed' && !this.#frozen
  }

  /** Called by the server: bytes from the client. */
  receive(bytes: Uint8Array): void {
    if (!this.alive) return
    let frame: Frame
    try {
      frame = decodeFrame(bytes)
    } catch (error) {
      this.#events.onNonsense(String(error))
      return
    }
    if (frame.method === 'data') this.#events.onData(frame)
    else if (frame.headers.type === 'ping') this.#pong()
  }

  /** Sends a frame; one that is frozen takes it and loses it. */
  send(frame: Frame): void {
    if (this.alive) this.#socket.send(encodeFrame(frame))
  }

  /** Called by the server: the socket is closed. */
  closed(): void {
    if (this.state === 'closed') return
    this.state = 'closed'
    this.#events.onClosed(this)
  }

  /** Takes events from now on. */
  greet(): void {
    if (this.state !== 'greeting') return
    this.state = 'ready'
    this.#events.onReady(this)
  }

  /** Breaks it off, as a network does. */
  drop(): void {
    this.closed()
    this.#socket.terminate()
  }

  /** Closes it in order, as a server that is restarted does. */
  close(): void {
    this.closed()
    this.#socket.close()
  }

  /** Leaves it open and does nothing more: half-open, as after the loss of a route. */
  freeze(): void {
    this.#frozen = true
  }

  #pong(): void {
    this.pings += 1
    this.send({
      service: this.serviceId,
      method: 'control',
      headers: { type: 'pong' },
      payload: Buffer.from(JSON.stringify(this.#config())),
    })
    this.greet()
    this.#events.onPing()
  }
}
