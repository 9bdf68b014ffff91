import { writeAnswer } from '../kit/answer.ts'
import { LoopbackServer } from '../kit/loopback-server.ts'
import { FakeVk, type FakeVkOptions } from './fake-vk.ts'

/** Options of the server: those of the platform, and where it listens. */
export interface VkServerOptions extends FakeVkOptions {
  /** Default: any free port. */
  readonly port?: number
}

/** VK on a loopback port, over real HTTP. */
export class VkServer extends FakeVk {
  readonly #loopback = new LoopbackServer(async ({ method, url, headers, body }, response, gone) => {
    const contentType = headers['content-type'] ?? ''
    const incoming = { method, url, contentType, authorization: headers.authorization ?? '', body }
    writeAnswer(response, await this.answer(incoming, gone))
  })

  /** Starts a server. It listens when this returns. */
  static async start(options: VkServerOptions = {}): Promise<VkServer> {
    const server = new VkServer(options)
    await server.#loopback.listen(options.port)
    return server
  }

  /** The part of the API's address before `/method`: `http://127.0.0.1:<port>`. */
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
