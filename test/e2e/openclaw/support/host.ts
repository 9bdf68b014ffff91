import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'
import { directiveScript } from '../../../platforms/openai/directives.ts'
import { Gate } from '../../../platforms/openai/gate.ts'
import { behindOpenClaw } from '../../../platforms/openai/openclaw-script.ts'
import { OpenAIServer } from '../../../platforms/openai/server.ts'
import { ChatClient, type Entry } from '../../support/client.ts'
import { environment } from '../../support/environment.ts'
import { eventually } from '../../support/eventually.ts'
import { PATIENT } from '../../support/model.ts'
import { type Holds, holdable } from './holds.ts'
import { OPENCLAW } from './on-host.ts'
import { Work } from './work.ts'

const run = promisify(execFile)

const PLUGINS = fileURLToPath(new URL('../../../../plugins', import.meta.url))

/** Another plugin of the operator's. */
const PROBE = fileURLToPath(new URL('probe', import.meta.url))

/** A start takes 6 to 10 s on an idle machine. */
const START_MS = 110_000

const LOOK_MS = 100

/** What the host logs when a change of its configuration is in effect. */
const APPLIED = /\[reload\] config (?:hot reload|change) applied/

const SESSIONS = z.object({ sessions: z.array(z.object({ key: z.string() })) })

/** As much of the log as explains a failed start. */
const SHOWN_LOG = 4_000

const TOKEN = 'e2e-token-of-nobody'

/** What a gateway is started with. */
export interface HostSettings {
  /** `channels.holdline-webchat`. */
  readonly webchat?: Readonly<Record<string, unknown>>
  /** `channels.holdline-telegram`; absent: only Webchat is installed. */
  readonly telegram?: Readonly<Record<string, unknown>>
  /** Sections of further channels of the suite, by the bridge's names: these are installed, too. */
  readonly channels?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** Whether {@link PROBE} is there. */
  readonly probe?: boolean
  /** Further keys of the gateway's configuration. */
  readonly config?: Readonly<Record<string, unknown>>
}

/** A command's end. */
export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/**
 * A real OpenClaw gateway in a private state directory, with Webchat from its packed tarball and a scripted model. It can
 * be stopped or killed and started again.
 */
export class Host {
  readonly stateDir: string
  readonly model: OpenAIServer
  /** All that it has written, over all its lives. */
  log = ''
  readonly #settings: HostSettings
  readonly #holds: Holds
  #made = 0
  #port = 0
  #child: ChildProcess | null = null
  #exit: Promise<unknown> = Promise.resolve()

  private constructor(stateDir: string, model: OpenAIServer, settings: HostSettings, holds: Holds) {
    this.stateDir = stateDir
    this.model = model
    this.#settings = settings
    this.#holds = holds
  }

  /** Packs the plugin, unpacks it where the gateway finds it, and starts the gateway. */
  static async start(settings: HostSettings = {}): Promise<Host> {
    const host = await Host.#withModel(settings)
    const names = [
      'webchat',
      ...(settings.telegram === undefined ? [] : ['telegram']),
      ...Object.keys(settings.channels ?? {}),
    ]
    const paths = await Promise.all(names.map((name) => unpacked(name, host.stateDir)))
    if (settings.probe === true) {
      names.push('probe')
      paths.push(PROBE)
    }
    const entries = Object.fromEntries(names.map((name) => [`holdline-${name}`, { enabled: true }]))
    await host.configure({ plugins: { load: { paths }, entries } })
    await host.launch()
    return host
  }

  /** Without a plugin and not started: what an operator has before the installation. */
  static async bare(settings: HostSettings = {}): Promise<Host> {
    const host = await Host.#withModel(settings)
    await host.configure({}, false)
    return host
  }

  static async #withModel(settings: HostSettings): Promise<Host> {
    const holds: Holds = new Map()
    const script = behindOpenClaw(holdable(directiveScript(), holds))
    const model = await OpenAIServer.start({ script, models: ['fake-1'] })
    const host = new Host(await mkdtemp(join(tmpdir(), 'holdline-openclaw-')), model, settings, holds)
    host.#port = await freePort()
    return host
  }

  /** Webchat's base URL. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}/holdline`
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** The model's request with this in one of its messages, when it comes. */
  asked(text: string): ReturnType<OpenAIServer['waitForRequest']> {
    return this.model.waitForRequest(
      ({ chat }) => chat?.messages.some((message) => message.text.includes(text)) === true,
      PATIENT,
    )
  }

  /** Work of the agent that takes until the test ends it. */
  work(): Work {
    this.#made += 1
    return new Work(this.stateDir, `work-${this.#made}`)
  }

  /** The model answers a message with this in it when the test opens the gate. */
  hold(): { readonly word: string; readonly gate: Gate } {
    this.#made += 1
    const word = `[hold-${this.#made}]`
    const gate = new Gate()
    this.#holds.set(word, gate)
    return { word, gate }
  }

  /** Connects a person. */
  client(entry: Entry = {}): Promise<ChatClient> {
    return ChatClient.open(this.url, entry)
  }

  /** Writes the gateway's configuration. */
  async configure(extra: Readonly<Record<string, unknown>>, channel = true): Promise<void> {
    const config = {
      gateway: { mode: 'local', port: this.#port, bind: 'loopback', auth: { mode: 'token', token: TOKEN } },
      session: { dmScope: 'per-channel-peer' },
      agents: {
        defaults: {
          workspace: join(this.stateDir, 'workspace'),
          skipBootstrap: true,
          model: { primary: 'fake/fake-1' },
          heartbeat: { every: '0m' },
        },
      },
      // Only this machine is ever contacted.
      update: { checkOnStart: false },
      models: {
        catalogRefresh: { enabled: false },
        mode: 'merge',
        providers: {
          fake: {
            baseUrl: this.model.url,
            apiKey: 'sk-e2e',
            api: 'openai-completions',
            models: [
              {
                id: 'fake-1',
                name: 'Fake 1',
                reasoning: false,
                input: ['text'],
                cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
                contextWindow: 128_000,
                maxTokens: 4_096,
              },
            ],
          },
        },
      },
      tools: { exec: { host: 'gateway', security: 'full', ask: 'off' } },
      ...(channel ? { channels: this.#channels } : {}),
      ...this.#settings.config,
      ...extra,
    }
    await writeFile(this.#configFile, JSON.stringify(config, null, 2))
  }

  /** Changes the configuration as the host's commands left it. */
  async reconfigure(change: (config: Record<string, unknown>) => Record<string, unknown>): Promise<void> {
    const config = JSON.parse(await readFile(this.#configFile, 'utf8'))
    await writeFile(this.#configFile, JSON.stringify(change(config), null, 2))
  }

  /** The same in a running gateway; resolves when it goes by it. */
  async apply(change: (config: Record<string, unknown>) => Record<string, unknown>): Promise<void> {
    const applied = this.logs(APPLIED)
    await this.reconfigure(change)
    await applied
  }

  /** Resolves when the gateway has logged something like this, from now on. */
  async logs(line: RegExp): Promise<void> {
    const from = this.log.length
    await eventually(() => line.test(this.log.slice(from)))
  }

  /** The host's session of a chat. */
  async sessionOf(chat: string): Promise<string> {
    const { sessions } = SESSIONS.parse(await this.call('holdline.sessions.list'))
    const found = sessions.find(({ key }) => key.includes(chat.toLowerCase()))
    if (found === undefined) throw new Error(`no session of chat ${chat}`)
    return found.key
  }

  /** Resolves when the page is served. */
  served(): Promise<void> {
    return this.#untilAnswers(`${this.url}/`)
  }

  /** Starts the gateway and waits until the page is served. */
  async launch({ untilPage = true }: { readonly untilPage?: boolean } = {}): Promise<void> {
    const child = spawn(process.execPath, [OPENCLAW, 'gateway', 'run'], {
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    // Not `close`: helpers of a killed gateway may hold its pipes for a while.
    this.#exit = once(child, 'exit')
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.log += text
      })
    // The host refuses WebSockets until it is ready, also where it serves pages already.
    await this.#untilAnswers(`${this.origin}/readyz`)
    if (untilPage) await this.served()
  }

  /** Runs a command of the host, without anything to read: it would wait for more. */
  async openclaw(...args: string[]): Promise<Ran> {
    const child = this.#command(...args)
    const output = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => {
        output[name] += text
      })
    const [code] = await once(child, 'close')
    return { code: Number(code), ...output }
  }

  /**
   * Runs the host's doctor until it has said enough: without a gateway it goes on to wait a minute for one. Resolves with
   * what it has said, without the frames that it is said in.
   */
  async doctor(enough: string): Promise<string> {
    const child = this.#command('doctor', '--non-interactive')
    let output = ''
    const said = () => output.replaceAll(/[│\s]+/g, ' ')
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
        if (said().includes(enough)) child.kill()
      })
    await once(child, 'close')
    return said()
  }

  /** Calls a method of the running gateway. Resolves with what it says. */
  async call(method: string, params: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const ran = await this.openclaw('gateway', 'call', method, '--params', JSON.stringify(params), '--json')
    if (ran.code !== 0) throw new Error(`${method} failed: ${ran.stdout}${ran.stderr}`)
    return JSON.parse(ran.stdout)
  }

  /** A plugin as its tarball has it, in a folder of its own. */
  unpacked(name: string): Promise<string> {
    return unpacked(name, this.stateDir)
  }

  /** Packs the plugin again, for an installation by the host's own command. */
  tarball(): Promise<string> {
    return packed('webchat', this.stateDir)
  }

  /** Kills the gateway without a warning. */
  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL')
    await this.#exit
  }

  /** Asks the gateway to stop; resolves when it has. */
  async stop(): Promise<void> {
    this.signal('SIGTERM')
    await this.#exit
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal)
  }

  exited(): Promise<unknown> {
    return this.#exit
  }

  /** Kills what still runs and removes the state directory. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill()
    await this.model.close()
    await rm(this.stateDir, { recursive: true, force: true, maxRetries: 5 })
  }

  #command(...args: string[]) {
    return spawn(process.execPath, [OPENCLAW, ...args], { env: this.#environment, stdio: ['ignore', 'pipe', 'pipe'] })
  }

  async #untilAnswers(url: string): Promise<void> {
    const giveUpAt = Date.now() + START_MS
    while (!(await answers(url))) {
      if (Date.now() > giveUpAt) throw new Error(`${url} does not answer:\n${this.log.slice(-SHOWN_LOG)}`)
      await sleep(LOOK_MS)
    }
  }

  get #channels(): Readonly<Record<string, unknown>> {
    const { webchat, telegram, channels = {} } = this.#settings
    const further = Object.entries(channels).map(([name, section]) => [
      `holdline-${name}`,
      { enabled: true, ...section },
    ])
    return {
      'holdline-webchat': { enabled: true, ...webchat },
      ...(telegram === undefined ? {} : { 'holdline-telegram': { enabled: true, ...telegram } }),
      ...Object.fromEntries(further),
    }
  }

  get #configFile(): string {
    return join(this.stateDir, 'openclaw.json')
  }

  get #environment(): NodeJS.ProcessEnv {
    // The host starts itself anew below this process for either of two reasons: a cache of compiled code that is not its
    // own, and flags for Node. A SIGKILL would then end only the parent, and the gateway would go on.
    const { NODE_COMPILE_CACHE: _, ...usual } = environment({
      ...network(),
      HOME: this.stateDir,
      OPENCLAW_STATE_DIR: this.stateDir,
      OPENCLAW_CONFIG_PATH: this.#configFile,
      OPENCLAW_NO_RESPAWN: '1',
      NO_COLOR: '1',
    })
    return usual
  }
}

/** How this machine reaches the npm registry, which the host's own installer asks. */
function network(): Readonly<Record<string, string>> {
  const names = /^(npm_config_.*|https?_proxy|no_proxy|node_extra_ca_certs|ssl_cert_file)$/i
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value !== undefined && names.test(name) ? [[name, value] as const] : [],
    ),
  )
}

/** What `npm run build` makes to be packed. */
function packageOf(name: string): string {
  return join(PLUGINS, name, 'dist/package')
}

async function packed(name: string, folder: string): Promise<string> {
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: packageOf(name) })
  return join(folder, stdout.trim())
}

/** A plugin as its tarball has it. */
async function unpacked(name: string, folder: string): Promise<string> {
  const target = join(folder, `plugin-${name}`)
  await mkdir(target)
  await run('tar', ['xzf', await packed(name, folder), '-C', target, '--strip-components=1'])
  return target
}

async function answers(url: string): Promise<boolean> {
  return await fetch(url).then(
    ({ ok }) => ok,
    () => false,
  )
}

/** A port that is free now; the gateway wants to know it before it listens. */
async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}
