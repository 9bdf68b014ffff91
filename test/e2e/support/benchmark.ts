import type { RecordedRequest } from '../../platforms/openai/recorded-request.ts'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { callTools, type Step } from '../../platforms/openai/steps.ts'
import type { ChatClient } from './client.ts'
import { eventually } from './eventually.ts'
import { GatewayProcess } from './gateway.ts'
import { modelVariables } from './model.ts'
import { CountingTool } from './tool-servers.ts'

/** What openclaw/openclaw#70003 asks for, as it asks for it. */
export const FIRST = 'run benchmark'
export const SECOND = 'actually stop that, do X instead'

/**
 * The scene of openclaw/openclaw#70003: somebody has asked for a benchmark, whose tool runs, and changes their mind.
 */
export class Benchmark implements AsyncDisposable {
  readonly model: OpenAIServer
  readonly tool: CountingTool
  readonly gateway: GatewayProcess
  readonly client: ChatClient
  readonly #stack: AsyncDisposableStack

  private constructor(
    stack: AsyncDisposableStack,
    parts: { model: OpenAIServer; tool: CountingTool; gateway: GatewayProcess; client: ChatClient },
  ) {
    this.#stack = stack
    this.model = parts.model
    this.tool = parts.tool
    this.gateway = parts.gateway
    this.client = parts.client
  }

  /** Sets the scene: a gateway with the policy, and a client that has said nothing yet. */
  static async start(onBusy: string): Promise<Benchmark> {
    await using stack = new AsyncDisposableStack()
    const tool = stack.use(await CountingTool.create())
    const model = stack.use(await OpenAIServer.start())
    const gateway = stack.use(
      await GatewayProcess.start({
        env: { ...modelVariables(model), HOLDLINE_ON_BUSY: onBusy },
        config: { mcpServers: { counting: tool.config }, collectQuietMs: 500 },
      }),
    )
    const client = stack.use(await gateway.client())
    return new Benchmark(stack.move(), { model, tool, gateway, client })
  }

  /**
   * Asks for the benchmark; resolves with the message's id when its tool runs. It runs until `tool.release()`. `after`:
   * the model's next answers.
   */
  async run(...after: readonly Step[]): Promise<string> {
    this.model.enqueue(callTools([{ name: 'count', arguments: { label: 'benchmark', held: true } }]), ...after)
    const question = await this.client.say(FIRST)
    await eventually(() => this.tool.started.length > 0)
    return question
  }

  /** What the model read in its n-th request, from 1, without the instructions. */
  context(request: number): readonly string[] {
    return contextOf(this.model.requests[request - 1])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync()
  }
}

/** The messages of a request as `role: text`, without the instructions. */
function contextOf(request: RecordedRequest | undefined): readonly string[] {
  const messages = request?.chat?.messages ?? []
  return messages
    .filter(({ role }) => role !== 'system')
    .map(({ role, text, toolCalls }) => `${role}: ${[text, ...toolCalls.map(({ name }) => `(${name})`)].join('')}`)
}
