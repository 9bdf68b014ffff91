import { parseFrame } from '../parse-frame.ts'
import type { ClientFrame, ServerFrame } from '../protocol.ts'
import { type ConnectionInput, type ConnectionState, startConnection, stepConnection } from './machine.ts'

// A healthy server greets within a round trip; a half-open path never does.
const READY_TIMEOUT_MS = 10_000

/** What a {@link Connection} needs from the page. */
export interface ConnectionOptions {
  /** The socket's address. */
  readonly url: string
  /** The subprotocols of the next try, with the token when there is one. */
  readonly protocols: () => readonly string[]
  /** The greeting of the next try. */
  readonly hello: () => ClientFrame
  /** Whether the server answers a plain request. Must not throw. */
  readonly probe: () => Promise<boolean>
  readonly onState: (state: ConnectionState) => void
  /** Every known frame, in order. */
  readonly onFrame: (frame: ServerFrame) => void
}

/** Keeps one WebSocket alive: runs the effects that the state machine in `machine.ts` decides on. */
export class Connection {
  readonly #options: ConnectionOptions
  #state: ConnectionState
  #socket: WebSocket | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(options: ConnectionOptions) {
    this.#options = options
    this.#state = { status: 'waiting', attempt: 0, refusals: 0, retryAt: 0 }
  }

  /** Opens the first socket. */
  start(): void {
    this.#apply(startConnection())
  }

  /** Tries again now, if it is waiting. */
  wake(): void {
    this.#input({ type: 'wake' })
  }

  /** Leaves the present socket and starts over, with a new greeting. */
  restart(): void {
    this.#input({ type: 'restart' })
  }

  /** Sends a frame when online; says whether it could. */
  send(frame: ClientFrame): boolean {
    if (this.#state.status !== 'online' || this.#socket?.readyState !== WebSocket.OPEN) return false
    this.#socket.send(JSON.stringify(frame))
    return true
  }

  #input(input: ConnectionInput): void {
    this.#apply(stepConnection(this.#state, input))
  }

  #apply({ state, effects }: ReturnType<typeof stepConnection>): void {
    const changed = state !== this.#state
    this.#state = state
    if (changed) {
      this.#setTimer(state)
      this.#options.onState(state)
    }
    for (const effect of effects) {
      switch (effect.type) {
        case 'open':
          this.#drop()
          this.#open()
          break
        case 'greet':
          this.#socket?.send(JSON.stringify(this.#options.hello()))
          break
        case 'drop':
          this.#drop()
          break
        case 'probe':
          void this.#options.probe().then((reachable) => this.#input({ type: 'probed', reachable }))
          break
        default:
          effect satisfies never
      }
    }
  }

  #setTimer(state: ConnectionState): void {
    clearTimeout(this.#timer)
    if (state.status === 'waiting') {
      this.#timer = setTimeout(() => this.wake(), Math.max(0, state.retryAt - Date.now()))
    } else if (state.status === 'connecting') {
      this.#timer = setTimeout(() => this.#closed(), READY_TIMEOUT_MS)
    }
  }

  #open(): void {
    let socket: WebSocket
    try {
      socket = new WebSocket(this.#options.url, [...this.#options.protocols()])
    } catch {
      // A token with characters that no header may carry; the token form keeps those out, an address bar cannot.
      queueMicrotask(() => this.#closed())
      return
    }
    this.#socket = socket
    socket.addEventListener('open', () => this.#socket === socket && this.#input({ type: 'opened' }))
    socket.addEventListener('close', () => this.#socket === socket && this.#closed())
    socket.addEventListener('message', (message) => {
      if (this.#socket !== socket || typeof message.data !== 'string') return
      const frame = parseFrame(message.data)
      if (frame === null) return
      if (frame.type === 'ready') this.#input({ type: 'ready' })
      this.#options.onFrame(frame)
    })
  }

  #closed(): void {
    this.#input({ type: 'closed', now: Date.now(), random: Math.random() })
  }

  #drop(): void {
    const socket = this.#socket
    this.#socket = null
    socket?.close()
  }
}
