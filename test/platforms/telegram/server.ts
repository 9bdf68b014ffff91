import { writeAnswer } from '../kit/answer.ts'
import { LoopbackServer } from '../kit/loopback-server.ts'
import { FakeTelegram, type FakeTelegramOptions } from './fake-telegram.ts'

/** Options of the server: those of the platform, and where it listens. */
export interface TelegramServerOptions extends FakeTelegramOptions {
  /** Default: any free port. */
  readonly port?: number
}

/** A Bot API server on a loopback port, over real HTTP. */
export class TelegramServer extends FakeTelegram {
  readonly #loopback = new LoopbackServer(async ({ method, url, headers, body }, response, gone) => {
    const incoming = { method, url, contentType: headers['content-type'] ?? '', body }
    writeAnswer(response, await this.answer(incoming, gone))
  })

  /** Starts a server. It listens when this returns. */
  static async start(options: TelegramServerOptions = {}): Promise<TelegramServer> {
    const server = new TelegramServer(options)
    await server.#loopback.listen(options.port)
    return server
  }

  /** grammY's `apiRoot`, `http://127.0.0.1:<port>`. */
  get url(): string {
    return `http://${this.#loopback.host}`
  }

  /** Stops listening and breaks off what is open. */
  async stop(): Promise<void> {
    if (!this.#loopback.listening) return
    this.shutDown()
    await this.#loopback.close()
  }

  /** For `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }
}
