import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Finished, holdline } from './cli.ts'
import { ChatClient, type Entry } from './client.ts'
import { environment } from './environment.ts'
import { LAUNCHER } from './launcher.ts'

/** Ten times what a start takes on a small machine, and what a wait for a log line may take. */
const PATIENCE_MS = 30_000

/** What a gateway is started with. */
export interface Settings {
  /** Variables, besides the state directory and the port. */
  readonly env?: Readonly<Record<string, string>>
  /** The content of its configuration file; default: there is none. */
  readonly config?: object
}

/** How a process ended. */
export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** A line of the gateway's log. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly level: number; readonly msg: string }

/**
 * A gateway as an operator runs it: `./holdline start` with a state directory of its own on a free port. It can be
 * stopped or killed and started again on the same directory and port.
 *
 * ```ts
 * await using gateway = await GatewayProcess.start()
 * await using client = await gateway.client()
 * ```
 */
export class GatewayProcess {
  /** Where it keeps its data. */
  readonly stateDir: string
  /** All that it has written, over all its lives. */
  stdout = ''
  stderr = ''
  #settings: Settings
  #child: ChildProcess | null = null
  #exit: Promise<Exit> = Promise.resolve({ code: null, signal: null })
  #port = 0
  #heard = new Set<() => void>()

  private constructor(stateDir: string, settings: Settings) {
    this.stateDir = stateDir
    this.#settings = settings
  }

  /** Starts a gateway; resolves when it says that it is ready. */
  static async start(settings: Settings = {}): Promise<GatewayProcess> {
    const gateway = new GatewayProcess(await mkdtemp(join(tmpdir(), 'holdline-e2e-')), settings)
    await gateway.#launch()
    return gateway
  }

  /** The base URL. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** The process id, as the gateway itself wrote it down. */
  get pid(): number {
    return Number(readFileSync(join(this.stateDir, 'holdline.pid'), 'utf8'))
  }

  /** The log lines so far, over all lives. */
  get log(): readonly LogLine[] {
    const lines = this.stderr.split('\n').slice(0, -1)
    return lines.map((line) => JSON.parse(line))
  }

  /** Runs a command of the command line as its operator would, beside it. */
  command(...args: readonly string[]): Promise<Finished> {
    return holdline(args, this.#variables)
  }

  /** Connects a client. */
  client(entry: Entry = {}): Promise<ChatClient> {
    return ChatClient.open(this.url, entry)
  }

  /** Waits for a log line. */
  logged(fits: (line: LogLine) => boolean): Promise<LogLine> {
    return this.#when(() => this.log.find(fits), 'the log line')
  }

  /** Sends a signal to the process that the pid file names. */
  signal(signal: NodeJS.Signals): void {
    process.kill(this.pid, signal)
  }

  /** Resolves when the process has ended. */
  exited(): Promise<Exit> {
    return this.#exit
  }

  /** Asks it to stop, and waits until it has. */
  async stop(): Promise<Exit> {
    this.signal('SIGTERM')
    return await this.#exit
  }

  /** Kills it without a warning. */
  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL')
    await this.#exit
  }

  /** Starts it again where it was, with other variables where given. */
  async restart(env: Readonly<Record<string, string>> = {}): Promise<void> {
    this.#settings = { ...this.#settings, env: { ...this.#settings.env, ...env } }
    await this.#launch()
  }

  /** Starts it and kills it after a while, ready or not. */
  async startAndKill(afterMs: number): Promise<void> {
    await this.#spawn()
    await sleep(afterMs)
    await this.kill()
  }

  /** Kills what still runs and removes the state directory. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill()
    await rm(this.stateDir, { recursive: true, force: true })
  }

  get #configFile(): string {
    return join(this.stateDir, 'config.json')
  }

  get #variables(): Readonly<Record<string, string>> {
    const { config, env } = this.#settings
    return {
      HOLDLINE_STATE_DIR: this.stateDir,
      ...(config === undefined ? {} : { HOLDLINE_CONFIG: this.#configFile }),
      ...env,
    }
  }

  async #spawn(): Promise<void> {
    const { config } = this.#settings
    if (config !== undefined) await writeFile(this.#configFile, JSON.stringify(config))
    const child = spawn(LAUNCHER, ['start'], {
      cwd: this.stateDir,
      env: environment({ ...this.#variables, HOLDLINE_PORT: String(this.#port) }),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    this.#exit = once(child, 'close').then(([code, signal]) => ({ code, signal }))
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text
      this.#tell()
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text
      this.#tell()
    })
  }

  async #launch(): Promise<void> {
    const before = this.stdout.length
    await this.#spawn()
    const ready = this.#when(
      () => /^holdline ready http:\/\/[^:]+:(\d+)\n/.exec(this.stdout.slice(before)),
      '"holdline ready"',
    )
    const ended = this.#exit.then(({ code, signal }) => {
      throw new Error(`the gateway ended (${code ?? signal}) before it was ready:\n${this.stderr}`)
    })
    const match = await Promise.race([ready, ended])
    ended.catch(() => {})
    this.#port = Number(match[1])
  }

  #tell(): void {
    for (const listener of this.#heard) listener()
  }

  async #when<T>(look: () => T | undefined | null, what: string): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const listener = () => {
      const found = look()
      if (found !== undefined && found !== null) resolve(found)
    }
    const timer = setTimeout(() => reject(new Error(`${what} did not come:\n${this.stderr}`)), PATIENCE_MS)
    this.#heard.add(listener)
    listener()
    return await promise.finally(() => {
      clearTimeout(timer)
      this.#heard.delete(listener)
    })
  }
}
