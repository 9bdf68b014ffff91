import { writeAnswer } from '../kit/answer.ts'
import { LoopbackServer } from '../kit/loopback-server.ts'
import { FakeDingtalk, type FakeDingtalkOptions } from './fake-dingtalk.ts'
import { openStreams } from './stream-server.ts'

/** Options of the server: those of the platform, and where it listens. */
export interface DingtalkServerOptions extends FakeDingtalkOptions {
  /** Default: any free port. */
  readonly port?: number
}

/** DingTalk on a loopback port, over real HTTP and WebSockets. */
export class DingtalkServer extends FakeDingtalk {
  readonly #loopback = new LoopbackServer(async (request, response, gone) =>
    writeAnswer(response, await this.answer(request, gone)),
  )

  private constructor(options: DingtalkServerOptions) {
    super(options)
    openStreams(this.#loopback.http, this.gateway)
  }

  /** Starts a server. It listens when this returns. */
  static async start(options: DingtalkServerOptions = {}): Promise<DingtalkServer> {
    const server = new DingtalkServer(options)
    await server.#loopback.listen(options.port)
    return server
  }

  /** `http://127.0.0.1:<port>`: `DINGTALK_API_ROOT` and `DINGTALK_OAPI_ROOT` in one. */
  override get url(): string {
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
