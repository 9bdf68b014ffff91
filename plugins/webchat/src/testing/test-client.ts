import { once } from 'node:events'
import { WebSocket } from 'ws'
import { type ClientFrame, type ServerFrame, SUBPROTOCOL } from '../protocol.ts'

type FrameOf<T extends ServerFrame['type']> = Extract<ServerFrame, { readonly type: T }>

/** How a client connects. */
export interface Dial {
  readonly protocols?: readonly string[]
  readonly headers?: Readonly<Record<string, string>>
}

/** A plain WebSocket client that keeps every frame it gets. */
export class TestClient {
  /** Everything received, in order. */
  readonly frames: ServerFrame[] = []
  readonly socket: WebSocket
  // Frames before this one have been given out by `next`.
  #taken = 0
  #arrived = () => {}

  constructor(url: string, { protocols = [SUBPROTOCOL], headers = {} }: Dial = {}) {
    this.socket = new WebSocket(url, [...protocols], { headers })
    this.socket.on('error', () => {})
    this.socket.on('message', (data) => {
      const frame: ServerFrame = JSON.parse(data.toString())
      this.frames.push(frame)
      this.#arrived()
    })
  }

  /** Connects and says hello; resolves when the server is ready. */
  static async join(url: string, hello: Partial<ClientFrame & { type: 'hello' }> = {}): Promise<TestClient> {
    const client = await TestClient.open(url)
    client.send({ type: 'hello', chat: null, resumeFrom: null, locale: 'en', ...hello })
    return client
  }

  /** Connects. */
  static async open(url: string, dial?: Dial): Promise<TestClient> {
    const client = new TestClient(url, dial)
    await once(client.socket, 'open')
    return client
  }

  /** Sends a frame, or whatever else. */
  send(frame: object | string): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
  }

  /** The next frame of a type (and kind) that has not been given out; waits for it. Those before it are passed over. */
  async next<T extends ServerFrame['type']>(
    type: T,
    matches: (frame: FrameOf<T>) => boolean = () => true,
  ): Promise<FrameOf<T>> {
    const wanted = (frame: ServerFrame): frame is FrameOf<T> => isOf(frame, type) && matches(frame)
    for (;;) {
      while (this.#taken < this.frames.length) {
        const frame = this.frames[this.#taken++]
        if (frame !== undefined && wanted(frame)) return frame
      }
      await new Promise<void>((resolve) => {
        this.#arrived = resolve
      })
    }
  }

  /** All frames of a type so far. */
  all<T extends ServerFrame['type']>(type: T): readonly FrameOf<T>[] {
    return this.frames.filter((frame): frame is FrameOf<T> => isOf(frame, type))
  }

  /** Resolves once everything the server sent before it read this has arrived. */
  async settle(): Promise<void> {
    const clientId = `settle-${crypto.randomUUID()}`
    this.send({ type: 'send', clientId, text: '' })
    await this.next('error', (error) => error.clientId === clientId)
  }

  /** Resolves with the code the socket was closed with. */
  async closed(): Promise<number> {
    const [code] = await once(this.socket, 'close')
    return code
  }

  /** Leaves; resolves when the server knows. */
  async leave(): Promise<void> {
    this.socket.close()
    await this.closed()
  }
}

function isOf<T extends ServerFrame['type']>(frame: ServerFrame, type: T): frame is FrameOf<T> {
  return frame.type === type
}
