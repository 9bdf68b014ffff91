import {
  ACTION_NAMES,
  type AccessRules,
  type ChatRef,
  type ChatSettings,
  chatKeyOf,
  commandWords,
  createTranslator,
  DEFAULT_ACCESS,
  DEFAULT_RULES,
  type Engine,
  type GateRules,
  type GatewayCapabilities,
  type NoticeMode,
  type Person,
  type Policy,
  routeOf,
  sessionKeyOf,
  type Tap,
  type WatchdogRules,
} from '@holdline/bridge'
import { locales } from '@holdline/locales'
import { AgentWorld } from './agent.ts'
import { Diary } from './diary.ts'
import { seededEntropy } from './entropy.ts'
import { Ledger } from './ledger.ts'
import { SimulatedNode } from './node.ts'
import { Operator } from './operator.ts'
import { type Plan, planText } from './plan.ts'
import { type Losses, Platform, type PlatformEvent, type PlatformRules } from './platform.ts'
import type { Steps } from './steps.ts'
import { Tally } from './tally.ts'
import { NATURE, VirtualTime } from './virtual-time.ts'

/** A chat of a world. */
export interface WorldChat {
  readonly chat: ChatRef
  readonly policy: Policy
  readonly notices: NoticeMode
  /** Another chat whose session it shares. */
  readonly sharesWith?: number
}

/** What a world is made of. */
export interface WorldOptions {
  readonly steps: Steps
  /** Connects to the database that all nodes share. */
  readonly openStore: () => Engine | Promise<Engine>
  readonly seed: number
  readonly nodes: number
  readonly chats: readonly WorldChat[]
  readonly platform: PlatformRules
  readonly capabilities?: GatewayCapabilities
  readonly rules?: Partial<GateRules>
  readonly watchdog?: WatchdogRules
  /** The end of a boot can be proved. */
  readonly provableDeath?: boolean
  readonly maxConcurrentTurns?: number
  readonly closedNotices?: ChatSettings['closedNotices']
  /** Puts a bug back on purpose. */
  readonly spoil?: (engine: Engine) => Engine
}

/** Short times, so that a run does not spend its life sweeping. */
const RULES: GateRules = {
  ...DEFAULT_RULES,
  leaseMs: 5_000,
  slowAfterMs: 4_000,
  collectQuietMs: 1_500,
  queueCap: 4,
  maxAttempts: 3,
}

const WATCHDOG: WatchdogRules = {
  warnAfterMs: 4_000,
  stallAfterMs: 8_000,
  laneTimeoutMs: 20_000,
  toolTimeoutMs: 30_000,
}

/** Longer than any run: no button expires in it. */
const ACTION_TTL_MS = 86_400_000

const TRANSLATOR = createTranslator(locales, 'en')
const COMMANDS = commandWords(locales)
const ALL_CAPABLE: GatewayCapabilities = { resume: true, steer: true, parallel: true, erase: true }

/** Several nodes, one store, the platforms, the people, and time: nothing happens in it that it is not told to. */
export class World {
  readonly steps: Steps
  readonly time = new VirtualTime()
  readonly diary = new Diary(() => this.time.now)
  readonly ledger = new Ledger()
  /** What all nodes have measured. */
  readonly tally = new Tally()
  readonly agents = new AgentWorld()
  readonly chats: readonly WorldChat[]
  readonly platforms: ReadonlyMap<string, Platform>
  readonly nodes: readonly SimulatedNode[]
  readonly operator: Operator
  readonly rules: GateRules
  /** Something has failed on purpose: a reply may come twice where the platform cannot tell. */
  faulty = false
  /** Reads of the store take no time. */
  calm = false
  /** How often the store has been asked something. */
  reads = 0
  #events = 0

  constructor(options: WorldOptions) {
    this.steps = options.steps
    this.chats = options.chats
    this.rules = { ...RULES, ...options.rules }
    const routes = [...new Set(options.chats.map(({ chat }) => routeOf(chat)))]
    this.platforms = new Map(
      routes.map((route) => [route, new Platform(route, options.platform, this.steps, this.time.clockOf(NATURE))]),
    )
    const entropy = seededEntropy(options.seed)
    const isDead = (bootId: string): boolean => options.provableDeath === true && this.#isEnded(bootId)
    const openStore = async (): Promise<Engine> => await options.openStore()
    const { steps, time, ledger, rules } = this
    this.operator = new Operator({ steps, time, ledger, rules, openStore, isDead, id: () => entropy.id() })
    const isCalm = (): boolean => this.calm
    const shared = {
      get calm() {
        return isCalm()
      },
      onRead: () => {
        this.reads += 1
      },
      steps: this.steps,
      time: this.time,
      ledger: this.ledger,
      diary: this.diary,
      tally: this.tally,
      agents: this.agents,
      capabilities: options.capabilities ?? ALL_CAPABLE,
      openStore,
      spoil: options.spoil ?? ((engine: Engine) => engine),
      isDead,
      options: {
        entropy,
        rules: this.rules,
        watchdog: options.watchdog ?? WATCHDOG,
        maxConcurrentTurns: options.maxConcurrentTurns ?? 16,
        translator: TRANSLATOR,
        commands: COMMANDS,
        defaultLocale: 'en',
        actionTtlMs: ACTION_TTL_MS,
        settings: (chat: ChatRef) => this.#settings(chat, options.closedNotices ?? 'keep'),
        sessionOf: (chat: ChatRef) => this.sessionOf(chat),
      },
    }
    this.nodes = Array.from(
      { length: options.nodes },
      (_, index) => new SimulatedNode(`n${index}`, [...this.platforms.values()], shared),
    )
    for (const platform of this.platforms.values()) {
      platform.onCrash = (boot) => this.nodes.find((node) => node.bootId === boot.id)?.crash()
    }
  }

  /** Somebody writes; what the agent does for it is the plan. */
  say(chat: WorldChat, sender: Person, plan: Plan, more: Losses & { album?: string } = {}): PlatformEvent {
    return this.text(chat, sender, planText(this.agents.add(plan)), more)
  }

  /** Somebody writes a text as it is. */
  text(
    { chat }: WorldChat,
    sender: Person,
    text: string,
    { album, ...losses }: Losses & { album?: string } = {},
  ): PlatformEvent {
    const key = `e${++this.#events}`
    const direct = chat.kind === 'direct'
    return this.platformOf(chat).emit(
      key,
      chat,
      {
        type: 'message',
        inbound: {
          dedupeKey: key,
          chat,
          sender,
          text,
          attachments: [],
          address: { by: direct ? 'direct' : 'mention', fromBot: false, everyone: false },
          ref: `ref-${key}`,
          receivedAt: this.time.now,
          ...(album === undefined ? {} : { album }),
        },
      },
      losses,
    )
  }

  /** Somebody presses a button. */
  tap(chat: ChatRef, person: Person, action: string, token: string, noticeId: string): PlatformEvent {
    const key = `e${++this.#events}`
    const platform = this.platformOf(chat)
    const ref = platform.posts.findLast((post) => post.key === noticeId && !post.deleted)?.ref
    const tap = { dedupeKey: key, chat, person, action, token, noticeId, ...(ref === undefined ? {} : { ref }) }
    return platform.emit(key, chat, { type: 'tap', tap })
  }

  /** Somebody changes a message, or takes it back. */
  amend(message: PlatformEvent, text: string | null): void {
    const key = `e${++this.#events}`
    const ref = `ref-${message.key}`
    const content = text === null ? ({ type: 'recalled', ref } as const) : ({ type: 'edited', ref, text } as const)
    this.platformOf(message.chat).emit(key, message.chat, content)
  }

  /** Lets up to `count` things happen, in the order of the steps. */
  async go(count: number, each: () => void = () => {}): Promise<void> {
    await this.steps.settle()
    for (let left = count; left > 0 && this.steps.waiting > 0; left -= 1) {
      await this.steps.one()
      each()
    }
  }

  /** Lets time pass; between two instants at which something is due, up to `between` things happen. */
  async pass(ms: number, between: number, each: () => void = () => {}): Promise<void> {
    const until = this.time.now + ms
    for (let next = this.time.next; next !== undefined && next <= until; next = this.time.next) {
      this.time.moveTo(next)
      await this.go(between, each)
      each()
    }
    this.time.moveTo(until)
    await this.go(between, each)
    each()
  }

  sessionOf(chat: ChatRef): string {
    const known = this.chats.find((one) => chatKeyOf(one.chat) === chatKeyOf(chat))
    const shared = known?.sharesWith === undefined ? undefined : this.chats[known.sharesWith]
    return sessionKeyOf(shared?.chat ?? chat)
  }

  /** Whether such a button has been seen in a chat of the tap's session. */
  offered({ chat, action, token }: Tap): boolean {
    const session = this.sessionOf(chat)
    const buttons = [...this.platforms.values()].flatMap((platform) => platform.buttons)
    return buttons.some(
      (seen) => seen.button.token === token && seen.button.action === action && this.sessionOf(seen.chat) === session,
    )
  }

  platformOf(chat: ChatRef): Platform {
    const platform = this.platforms.get(routeOf(chat))
    if (platform === undefined) throw new RangeError(`no platform for ${routeOf(chat)}`)
    return platform
  }

  /** The time as the clock of a boot's machine shows it. */
  timeOf(bootId: string): number {
    return this.time.now + (this.nodes.find((node) => node.bootId === bootId)?.skewMs ?? 0)
  }

  /** How often nodes have crashed. */
  get crashes(): number {
    return this.nodes.reduce((sum, node) => sum + node.crashes, 0)
  }

  /** Everything that the platforms have delivered, or will. */
  get events(): readonly PlatformEvent[] {
    return [...this.platforms.values()].flatMap((platform) => platform.events)
  }

  #isEnded(bootId: string): boolean {
    const node = this.nodes.find((one) => bootId.startsWith(`${one.name}.`))
    return node !== undefined && (node.bootId !== bootId || !node.up)
  }

  #settings(chat: ChatRef, closedNotices: ChatSettings['closedNotices']): ChatSettings {
    const known = this.chats.find((one) => chatKeyOf(one.chat) === chatKeyOf(chat))
    const access: AccessRules = DEFAULT_ACCESS
    return {
      onBusy: known?.policy ?? 'queue',
      onBusyFixed: false,
      notices: known?.notices ?? 'always',
      closedNotices,
      failures: 'always',
      actions: ACTION_NAMES,
      access,
    }
  }
}
