import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { writeAnswer } from '../kit/answer.ts'
import { LoopbackServer } from '../kit/loopback-server.ts'
import { FakeFeishu, type FakeFeishuOptions } from './fake-feishu.ts'

const REFUSED_UPGRADE = 'HTTP/1.1 403 Forbidden\r\nHandshake-Status: 403\r\nConnection: close\r\n\r\n'
const GOING_AWAY = 1001

/** Options of the server: those of the platform, and where it listens. */
export interface FeishuServerOptions extends FakeFeishuOptions {
  /** Default: any free port. */
  readonly port?: number
}

/** An Open Platform on a loopback port, over real HTTP and with real long connections. */
export class FeishuServer extends FakeFeishu {
  readonly #loopback = new LoopbackServer(async ({ method, url, headers, body }, response, gone) => {
    const contentType = headers['content-type'] ?? ''
    const incoming = { method, url, contentType, authorization: headers.authorization, body }
    writeAnswer(response, await this.answer(incoming, gone))
  })
  readonly #sockets = new WebSocketServer({ noServer: true })

  private constructor(options: FeishuServerOptions) {
    super(options)
    this.#loopback.http.on('upgrade', (request, socket, head) => void this.#upgrade(request, socket, head))
  }

  /** Starts a server. It listens when this returns. */
  static async start(options: FeishuServerOptions = {}): Promise<FeishuServer> {
    const server = new FeishuServer(options)
    await server.#loopback.listen(options.port)
    return server
  }

  /** The SDK's `domain`, `http://127.0.0.1:<port>`. */
  get url(): string {
    return `http://${this.#loopback.host}`
  }

  protected override get socketUrl(): string {
    return `ws://${this.#loopback.host}/ws/v2`
  }

  /** Stops listening and breaks off what is open. */
  async stop(): Promise<void> {
    if (!this.#loopback.listening) return
    this.shutDown()
    for (const client of this.#sockets.clients) client.terminate()
    await this.#loopback.close()
  }

  /** For `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', () => socket.destroy())
    const app = await this.admit(request.url ?? '/')
    if (app === undefined) {
      socket.end(REFUSED_UPGRADE)
      return
    }
    this.#sockets.handleUpgrade(request, socket, head, (client) => {
      const connection = app.accept({
        send: (bytes) => client.send(bytes),
        close: () => client.close(GOING_AWAY),
        terminate: () => client.terminate(),
      })
      client.on('message', (data) => connection.receive(bytesOf(data)))
      client.on('close', () => connection.closed())
      client.on('error', () => connection.closed())
    })
  }
}

function bytesOf(data: Buffer | ArrayBuffer | Buffer[]): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data)
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data
}
