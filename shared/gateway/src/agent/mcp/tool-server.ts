import { type CallToolResult, MCPClientError } from '@ai-sdk/mcp'
import type { Clock, Json, Logger } from '@holdline/bridge'
import type { ToolOutcome } from '../journal.ts'
import type { AgentLimits } from '../limits.ts'
import { backoff } from '../model/retry.ts'
import type { McpServerConfig } from '../options.ts'
import type { Redact } from '../redact.ts'
import { labelOf } from '../tools/label.ts'
import { type AgentTool, type ToolCall, ToolGoneError } from '../tools/tool.ts'
import { abortable, wait } from '../wait.ts'
import { callWatch } from './call-watch.ts'
import { type Connection, connect, type ToolDefinition } from './connect.ts'
import { outcomeOf } from './result.ts'

/** What a tool server needs around it. */
export interface ServerContext {
  readonly clock: Clock
  readonly log: Logger
  readonly limits: AgentLimits
  readonly redact: Redact
  readonly random: () => number
}

/** After the stream of a call has ended, its result may still be on the way through our own queues. */
const LAST_RESULT_MS = 1_000

/** The lines of a server's standard error that are told when it does not start. */
const TOLD_LINES = 5

interface Live {
  readonly connection: Connection
  /** Aborts when the connection breaks. */
  readonly gone: AbortController
}

/**
 * One tool server: started when first needed, and again, with growing pauses, when it has died. Its tools are what it
 * listed last, also while it is down: a call brings it back.
 */
export class ToolServer {
  readonly name: string
  readonly #config: McpServerConfig
  readonly #context: ServerContext
  #definitions: readonly ToolDefinition[] = []
  #live: Live | undefined
  #connecting: Promise<Live> | undefined
  #relisting: Promise<void> = Promise.resolve()
  #failures = 0
  #notBefore = 0
  #startedAt = 0
  readonly #closing = new AbortController()
  #lines: string[] = []

  constructor(name: string, config: McpServerConfig, context: ServerContext) {
    this.name = name
    this.#config = config
    this.#context = { ...context }
  }

  /**
   * Starts the server, unless it runs or has just failed, and waits for it where that may be worth it: not for one that
   * failed before or is taking its time, which joins a later step. Never rejects: a failure is logged, and tried again
   * later.
   */
  async ready(): Promise<void> {
    const { clock, limits } = this.#context
    if (this.#live !== undefined || this.#closing.signal.aborted || clock.now() < this.#notBefore) return
    const isSlow =
      this.#failures > 0 || (this.#connecting !== undefined && clock.now() - this.#startedAt >= limits.serverWaitMs)
    const connected = this.#connect().catch(() => {})
    if (!isSlow) await connected
  }

  /** The tools that it listed last. */
  tools(): AgentTool[] {
    return this.#definitions.map((definition) => ({
      name: definition.name,
      label: labelOf(definition.title ?? definition.annotations?.title ?? definition.name),
      description: definition.description ?? '',
      inputSchema: { ...definition.inputSchema, type: 'object', properties: definition.inputSchema.properties ?? {} },
      run: (input, call) => this.#call(definition.name, input, call),
    }))
  }

  /** Ends the server. */
  async close(): Promise<void> {
    this.#closing.abort(new Error('the gateway is closing'))
    const live = this.#live ?? (await this.#connecting?.catch(() => undefined))
    this.#live = undefined
    await live?.connection.close()
  }

  async #call(tool: string, input: { readonly [key: string]: Json }, call: ToolCall): Promise<ToolOutcome> {
    for (let again = false; ; again = true) {
      const live = await this.#reach(call.signal)
      try {
        const outcome = await callOn(live, tool, input, call, this.#context.clock)
        // A tool that changes the list of tools has changed it when the model reads its result.
        await abortable(this.#relisting, call.signal)
        return outcome
      } catch (error) {
        call.signal.throwIfAborted()
        // The server has answered, if only to refuse.
        if (MCPClientError.isInstance(error) && error.code !== undefined) {
          return { type: 'error-text', value: error.message }
        }
        this.#drop(live, error)
        if (!again && neverArrived(error)) continue
        const why = this.#reason(error)
        return {
          type: 'error-text',
          value: `The tool server broke off (${why}). Whether the call took effect is unknown.`,
        }
      }
    }
  }

  /** A connection for a call, brought back if need be. @throws {ToolGoneError} when all attempts have failed */
  async #reach(signal: AbortSignal): Promise<Live> {
    const { clock, limits } = this.#context
    let why: unknown
    for (let attempt = 1; attempt <= limits.serverTries; attempt += 1) {
      if (this.#live !== undefined) return this.#live
      if (this.#closing.signal.aborted) throw new ToolGoneError(`tool server ${this.name} was stopped`)
      await wait(clock, Math.max(0, this.#notBefore - clock.now()), signal)
      try {
        return await abortable(this.#connect(), signal)
      } catch (error) {
        signal.throwIfAborted()
        why = error
      }
    }
    throw new ToolGoneError(`tool server ${this.name} cannot be started again: ${this.#reason(why)}`)
  }

  #connect(): Promise<Live> {
    this.#connecting ??= this.#open().finally(() => {
      this.#connecting = undefined
    })
    return this.#connecting
  }

  async #open(): Promise<Live> {
    const { clock, log, limits, random } = this.#context
    const gone = new AbortController()
    const startedAt = clock.now()
    this.#startedAt = startedAt
    this.#lines = []
    try {
      let live: Live | undefined
      const connection = await connect(
        this.#config,
        {
          line: (text) => this.#line(text),
          toolsChanged: () => {
            this.#relisting = this.#relist(live)
          },
          exited: (how) => {
            gone.abort(new Error(`it ended ${how}`))
            if (live !== undefined) this.#drop(live, gone.signal.reason)
          },
          fault: (error) =>
            log.debug({ server: this.name, why: this.#reason(error) }, 'tool server: unexpected message'),
        },
        { clock, limits, signal: this.#closing.signal },
      )
      live = { connection, gone }
      await this.#take(live)
      log.info(
        { server: this.name, tools: this.#definitions.length, tookMs: clock.now() - startedAt },
        'tool server ready',
      )
      return live
    } catch (error) {
      this.#closing.signal.throwIfAborted()
      this.#failures += 1
      const pause = backoff(limits.serverBackoffMs, limits.serverBackoffMaxMs, this.#failures, random())
      this.#notBefore = clock.now() + pause
      const said = this.#lines.length === 0 ? {} : { said: this.#lines }
      const why = this.#reason(gone.signal.aborted ? gone.signal.reason : error)
      log.warn({ server: this.name, why, ...said, againInMs: pause }, 'tool server did not start')
      throw gone.signal.aborted ? gone.signal.reason : error
    }
  }

  /** Makes a fresh connection the one in use, once its tools are known. */
  async #take(live: Live): Promise<void> {
    try {
      const ended = AbortSignal.any([live.gone.signal, this.#closing.signal])
      this.#definitions = await abortable(live.connection.list(), ended)
      ended.throwIfAborted()
    } catch (error) {
      await live.connection.close()
      throw error
    }
    this.#failures = 0
    this.#live = live
  }

  async #relist(live: Live | undefined): Promise<void> {
    if (live === undefined || live !== this.#live) return
    try {
      this.#definitions = await live.connection.list()
    } catch (error) {
      this.#context.log.warn(
        { server: this.name, why: this.#reason(error) },
        'tool server: its tools cannot be listed again',
      )
    }
  }

  #drop(live: Live, error: unknown): void {
    if (this.#live !== live) return
    this.#live = undefined
    if (this.#closing.signal.aborted) return
    this.#context.log.warn(
      { server: this.name, why: this.#reason(error) },
      'tool server lost; it is started again when needed',
    )
    live.connection.close().catch(() => {})
  }

  #line(text: string): void {
    const line = this.#context.redact(text)
    this.#lines = [...this.#lines, line].slice(-TOLD_LINES)
    this.#context.log.debug({ server: this.name, line }, 'tool server says')
  }

  #reason(error: unknown): string {
    const { redact } = this.#context
    if (!(error instanceof Error)) return redact(String(error))
    const cause = error.cause instanceof Error ? `: ${error.cause.message}` : ''
    return redact(`${error.message}${cause}`)
  }
}

async function callOn(
  live: Live,
  tool: string,
  input: { readonly [key: string]: Json },
  call: ToolCall,
  clock: Clock,
): Promise<ToolOutcome> {
  const cancelled = new AbortController()
  const cancel = () => cancelled.abort(call.signal.reason)
  call.signal.addEventListener('abort', cancel, { once: true })
  const lost = new AbortController()
  let stopGrace = () => {}
  const watch = {
    signal: cancelled.signal,
    progress: () => call.progress(),
    streamEnded: () => {
      stopGrace = clock.after(LAST_RESULT_MS, () => lost.abort(new Error('its stream ended without a result')))
    },
  }
  try {
    const result = callWatch.run(watch, () =>
      live.connection.client.callTool({ name: tool, arguments: input, options: { signal: cancelled.signal } }),
    )
    return outcomeOf(await abortable<CallToolResult>(result, AbortSignal.any([lost.signal, live.gone.signal])))
  } finally {
    stopGrace()
    call.signal.removeEventListener('abort', cancel)
  }
}

/** A server over HTTP that was restarted meanwhile has not seen the call: it may be made again. */
function neverArrived(error: unknown): boolean {
  if (MCPClientError.isInstance(error)) return error.statusCode === 404
  return (
    error instanceof TypeError && error.cause instanceof Error && /ECONNREFUSED|ENOTFOUND/.test(error.cause.message)
  )
}
