import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { type JSONRPCMessage, type MCPTransport, validateJSONRPCMessage } from '@ai-sdk/mcp'
import type { Clock } from '@holdline/bridge'
import type { McpStdioConfig } from '../options.ts'
import { type CallWatch, callWatch } from './call-watch.ts'
import { killAtExit } from './kill-at-exit.ts'
import { stdioEnvironment } from './stdio-environment.ts'

/** What a stdio server says besides the protocol. */
export interface StdioListener {
  /** A line on its standard error, or one on its standard output that is no message. */
  line(text: string): void
  /** Its list of tools has changed. */
  toolsChanged(): void
  /** It has ended by itself: with a code, or by a signal. */
  exited(how: string): void
}

/** On POSIX a server leads a process group of its own, so that what it starts (`npx` starts the real one) ends with it. */
const GROUPS = process.platform !== 'win32'

/**
 * A tool server as a child process. What the client's own transport lacks: it tells the server when a call is cancelled,
 * asks for progress, hands on the standard error, and `close` ends the child for certain: the end of its input, then
 * SIGTERM, then SIGKILL, `stopMs` apart. A gateway that exits without `close` kills it too; one that is killed takes
 * away its input.
 */
export class StdioTransport implements MCPTransport {
  onclose?: () => void
  onerror?: (error: Error) => void
  onmessage?: (message: JSONRPCMessage) => void
  readonly #config: McpStdioConfig
  readonly #listener: StdioListener
  readonly #clock: Clock
  readonly #stopMs: number
  readonly #calls = new Map<string | number, CallWatch>()
  #child: ChildProcessWithoutNullStreams | undefined
  #gone: Promise<void> = Promise.resolve()
  #closing = false

  constructor(config: McpStdioConfig, listener: StdioListener, clock: Clock, stopMs: number) {
    this.#config = config
    this.#listener = listener
    this.#clock = clock
    this.#stopMs = stopMs
  }

  async start(): Promise<void> {
    const child = spawn(this.#config.command, [...(this.#config.args ?? [])], {
      env: stdioEnvironment(this.#config.env),
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: GROUPS,
      windowsHide: true,
    })
    this.#child = child
    const release = killAtExit(() => this.#kill('SIGKILL'))
    this.#gone = new Promise((resolve) => {
      const end = () => {
        release()
        this.#child = undefined
        this.#calls.clear()
        this.onclose?.()
        resolve()
      }
      child.once('close', (code, signal) => {
        if (!this.#closing) this.#listener.exited(code === null ? `by ${signal}` : `with code ${code}`)
        end()
      })
      // No process came to be: no `close` will come.
      child.once('error', () => child.pid === undefined && end())
    })
    child.stdin.on('error', (error) => this.onerror?.(error))
    createInterface({ input: child.stdout }).on('line', (line) => this.#receive(line))
    createInterface({ input: child.stderr }).on('line', (line) => this.#listener.line(line))
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve)
      child.once('error', reject)
    })
  }

  async send(message: JSONRPCMessage): Promise<void> {
    const watch = callWatch.getStore()
    if (watch === undefined || !('method' in message) || !('id' in message)) return this.#write(message)
    const { id } = message
    this.#calls.set(id, watch)
    watch.signal.addEventListener('abort', () => this.#cancel(id), { once: true })
    const params = { ...message.params, _meta: { ...message.params?._meta, progressToken: id } }
    await this.#write({ ...message, params })
  }

  async close(): Promise<void> {
    this.#closing = true
    const child = this.#child
    if (child === undefined) return
    child.stdin.end()
    const timers = [
      this.#clock.after(this.#stopMs, () => this.#kill('SIGTERM')),
      this.#clock.after(2 * this.#stopMs, () => this.#kill('SIGKILL')),
    ]
    await this.#gone
    for (const cancel of timers) cancel()
  }

  #cancel(id: string | number): void {
    this.#calls.delete(id)
    const params = { requestId: id, reason: 'cancelled' }
    // A server that is gone needs no notice.
    this.#write({ jsonrpc: '2.0', method: 'notifications/cancelled', params }).catch(() => {})
  }

  #write(message: JSONRPCMessage): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#child === undefined) return reject(new Error('the tool server is not running'))
      this.#child.stdin.write(`${JSON.stringify(message)}\n`, (error) => (error ? reject(error) : resolve()))
    })
  }

  #receive(line: string): void {
    const message = messageOf(line)
    if (message === null) {
      this.#listener.line(line)
    } else if (!('method' in message)) {
      if (message.id !== undefined) this.#calls.delete(message.id)
      this.#deliver(message)
    } else if ('id' in message) {
      this.onmessage?.(message)
    } else if (message.method === 'notifications/progress') {
      const token = message.params?.progressToken
      if (typeof token === 'string' || typeof token === 'number') this.#calls.get(token)?.progress()
    } else if (message.method === 'notifications/tools/list_changed') {
      this.#listener.toolsChanged()
    }
  }

  /** The client throws at an answer that nobody waits for, such as that of a cancelled call. */
  #deliver(message: JSONRPCMessage): void {
    try {
      this.onmessage?.(message)
    } catch (error) {
      this.onerror?.(error instanceof Error ? error : new Error(String(error)))
    }
  }

  #kill(signal: 'SIGTERM' | 'SIGKILL'): void {
    const child = this.#child
    if (child?.pid === undefined) return
    try {
      if (GROUPS) process.kill(-child.pid, signal)
      else child.kill(signal)
    } catch (error) {
      // It ended between the look and the signal.
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
    }
  }
}

function messageOf(line: string): JSONRPCMessage | null {
  try {
    return validateJSONRPCMessage(JSON.parse(line))
  } catch {
    return null
  }
}
