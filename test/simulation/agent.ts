import {
  type Aside,
  type Clock,
  type Gateway,
  type GatewayCapabilities,
  type JournalRecord,
  type Json,
  SessionBusyError,
  type SteerEntry,
  type Turn,
  TurnFailedError,
  type TurnReport,
  type TurnResult,
} from '@holdline/bridge'
import type { Boot } from './boot.ts'
import { type Plan, type PlanStep, planNumber } from './plan.ts'

/** What all agents of a world share: what they are told to do, and what they have done to the outside. */
export class AgentWorld {
  readonly plans: Plan[] = []
  /** How often each tool call of a turn took effect, by `turn/step`. */
  readonly effects = new Map<string, number>()
  /** How often a run was begun, by turn. */
  readonly runs = new Map<string, number>()
  /** The finished turns that a run was given as context, by turn. */
  readonly contexts = new Map<string, readonly string[]>()
  /** Plan steps that are done once in all. */
  readonly spent = new Set<string>()
  /** What the runtime itself was told, beside its turns. */
  readonly asides: string[] = []
  /** Runs that wait for the test, by turn. */
  readonly waiting = new Map<string, () => void>()

  /** The number of a new plan. */
  add(plan: Plan): number {
    return this.plans.push(plan) - 1
  }

  /** Lets everything go that waits for the test. */
  letGo(): void {
    for (const go of [...this.waiting.values()]) go()
  }
}

/** One boot's agent: does what the plans of its messages say, and keeps the contract of the gateway port. */
export class SimulatedAgent implements Gateway {
  readonly capabilities: GatewayCapabilities
  readonly #world: AgentWorld
  readonly #boot: Boot
  readonly #clock: Clock

  constructor(world: AgentWorld, boot: Boot, clock: Clock, capabilities: GatewayCapabilities) {
    this.#world = world
    this.#boot = boot
    this.#clock = clock
    this.capabilities = capabilities
  }

  async run(turn: Turn, report: TurnReport, signal: AbortSignal): Promise<TurnResult> {
    this.#world.runs.set(turn.id, (this.#world.runs.get(turn.id) ?? 0) + 1)
    const context = turn.history.map((entry) => entry.turn.id)
    this.#world.contexts.set(turn.id, context)
    return await new Run(this.#world, this.#boot, this.#clock, turn, report, signal).go()
  }

  wants({ text }: Aside): boolean | { readonly turn: string } {
    if (!text.startsWith(ANSWER)) return text.startsWith(ASIDE)
    return { turn: [...this.#world.runs.keys()].at(-1) ?? '' }
  }

  async tell({ text }: Aside): Promise<string> {
    this.#world.asides.push(text)
    await this.#boot.turn('agent hears an aside')
    return `heard ${text}`
  }
}

/** Texts for the runtime itself begin with this. */
const ASIDE = '!'

/** Those that the latest turn has asked for. */
const ANSWER = '!answer'

/** One run of one turn. */
class Run {
  readonly #world: AgentWorld
  readonly #boot: Boot
  readonly #clock: Clock
  readonly #turn: Turn
  readonly #report: TurnReport
  readonly #signal: AbortSignal
  readonly #read: string[]
  #deaf = false

  constructor(world: AgentWorld, boot: Boot, clock: Clock, turn: Turn, report: TurnReport, signal: AbortSignal) {
    this.#world = world
    this.#boot = boot
    this.#clock = clock
    this.#turn = turn
    this.#report = report
    this.#signal = signal
    const steered = turn.journal.flatMap(({ entry }) => (isSteer(entry) ? [entry.messageId] : []))
    this.#read = [...turn.messages.map((message) => message.id), ...steered]
  }

  async go(): Promise<TurnResult> {
    const plan = this.#turn.messages.flatMap(({ text }) => this.#world.plans[planNumber(text) ?? -1] ?? [])
    const done = new Set(this.#turn.journal.map(({ entry }) => stepOf(entry)))
    const called = new Set(this.#turn.journal.map(({ entry }) => callOf(entry)))
    for (const [index, step] of plan.entries()) {
      if (done.has(index)) continue
      if (step.do === 'say_nothing') return { text: '', journal: [] }
      await this.#do(step, index, called.has(index))
    }
    await this.#boot.turn('agent answers')
    return { text: `answer to ${this.#read.join(' ')}`, journal: [{ type: 'answer' }] }
  }

  async #do(step: PlanStep, index: number, called: boolean): Promise<void> {
    switch (step.do) {
      case 'think':
        this.#report.phase({ code: 'waiting_model_response' })
        await this.#pass(step.ms)
        await this.#write({ type: 'step', index })
        break
      case 'rest':
        await this.#pass(step.ms)
        break
      case 'tool':
        await this.#tool(step.ms, index, called)
        break
      case 'rate_limit':
        this.#report.phase({ code: 'rate_limited', until: this.#clock.now() + step.ms, attempt: 2, attempts: 3 })
        await this.#pass(step.ms)
        break
      case 'stream':
        this.#report.partial(`part of an answer to ${this.#read.join(' ')}`)
        break
      case 'deafen':
        this.#deaf = true
        break
      case 'hang':
        await this.#until(() => {})
        break
      case 'wait':
        await this.#until((go) => this.#world.waiting.set(this.#turn.id, go))
        this.#world.waiting.delete(this.#turn.id)
        break
      case 'busy':
        if (!this.#spend(`busy ${index} ${this.#turn.messages[0]?.id}`)) break
        throw this.#busy(step.retryAfterMs)
      case 'fail':
        throw new TurnFailedError(step.code, 'as planned')
      case 'throw':
        throw new Error('as planned')
      case 'say_nothing':
        break
      default:
        step satisfies never
    }
  }

  /** A call is journaled before it is made; one that was made without a known result is not made again. */
  async #tool(ms: number, index: number, called: boolean): Promise<void> {
    if (!called) {
      await this.#write({ type: 'call', index })
      const key = `${this.#turn.id}/${index}`
      this.#world.effects.set(key, (this.#world.effects.get(key) ?? 0) + 1)
      this.#report.phase({ code: 'tool_running', label: `tool ${index}` })
      await this.#pass(ms)
    }
    await this.#write({ type: 'step', index, ...(called ? { unknown: true } : {}) })
  }

  async #write(entry: Json): Promise<void> {
    const steers: readonly SteerEntry[] = await this.#report.checkpoint([entry])
    this.#read.push(...steers.map((steer) => steer.messageId))
  }

  async #pass(ms: number): Promise<void> {
    await this.#until((go) => this.#clock.after(ms, go))
  }

  /** Waits for `begin`'s callback, or for the signal, where it is heard. */
  async #until(begin: (go: () => void) => void): Promise<void> {
    if (!this.#deaf) this.#signal.throwIfAborted()
    await new Promise<void>((resolve, reject) => {
      begin(resolve)
      if (!this.#deaf) this.#signal.addEventListener('abort', () => reject(this.#signal.reason), { once: true })
    })
    await this.#boot.turn('agent goes on')
  }

  #spend(key: string): boolean {
    if (this.#world.spent.has(key)) return false
    this.#world.spent.add(key)
    return true
  }

  #busy(retryAfterMs: number): SessionBusyError {
    return new SessionBusyError({
      session: this.#turn.session,
      reason: 'waiting_model_response',
      since: this.#clock.now(),
      turnId: null,
      disposition: { type: 'queued', position: 1 },
      holder: 'another surface',
      retryAfterMs,
    })
  }
}

function isSteer(entry: JournalRecord['entry']): entry is { readonly type: 'steer'; readonly messageId: string } {
  return isObject(entry) && entry.type === 'steer' && typeof entry.messageId === 'string'
}

function stepOf(entry: Json): number | undefined {
  return isObject(entry) && entry.type === 'step' && typeof entry.index === 'number' ? entry.index : undefined
}

function callOf(entry: Json): number | undefined {
  return isObject(entry) && entry.type === 'call' && typeof entry.index === 'number' ? entry.index : undefined
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
