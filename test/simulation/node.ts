import {
  Bridge,
  type BridgeOptions,
  type Engine,
  type GatewayCapabilities,
  LeaseLostError,
  StoreUnavailableError,
} from '@holdline/bridge'
import { type AgentWorld, SimulatedAgent } from './agent.ts'
import { Boot, type BootHome } from './boot.ts'
import { type Diary, loggerOf } from './diary.ts'
import type { Ledger } from './ledger.ts'
import type { Platform } from './platform.ts'
import { SimulatedChannel } from './simulated-channel.ts'
import type { Steps } from './steps.ts'
import type { Tally } from './tally.ts'
import type { VirtualTime } from './virtual-time.ts'
import { type StoreWatch, WatchedEngine } from './watched-engine.ts'

/** What all nodes of a world share. */
export interface NodeWorld {
  readonly steps: Steps
  readonly time: VirtualTime
  readonly ledger: Ledger
  readonly diary: Diary
  readonly tally: Tally
  readonly agents: AgentWorld
  readonly capabilities: GatewayCapabilities
  readonly options: Omit<
    BridgeOptions,
    'nodeId' | 'engine' | 'gateway' | 'channels' | 'clock' | 'logger' | 'meter' | 'isDead'
  >
  /** Reads take no time any more: nothing but the order of writes is left to see. */
  readonly calm: boolean
  /** A node asks the store something. */
  onRead(): void
  /** Connects a boot to the store. */
  openStore(): Promise<Engine>
  /** Puts a bug back on purpose. */
  spoil(engine: Engine): Engine
  /** Whether a boot's end can be proved, as by a lock file. */
  isDead(bootId: string): boolean
}

/** A crash that waits for a call to the store. */
export interface PlannedCrash {
  /** Calls until then, from 1. */
  readonly inCalls: number
  readonly when: 'before' | 'after'
}

/** One machine: boots, crashes, is paused, and has its clock moved. */
export class SimulatedNode implements BootHome {
  readonly name: string
  readonly platforms: readonly Platform[]
  skewMs = 0
  /** Hints of other nodes' commits do not arrive. */
  hintsLost = false
  /** So many of the next calls to the store fail. */
  storeFailures = 0
  /** How often it has crashed. */
  crashes = 0
  #plannedCrash: PlannedCrash | undefined
  #paused = false
  #connecting = false
  #wake: (() => void)[] = []
  #boots = 0
  #life: { readonly boot: Boot; readonly bridge: Bridge; readonly engine: Engine } | undefined
  readonly #world: NodeWorld

  constructor(name: string, platforms: readonly Platform[], world: NodeWorld) {
    this.name = name
    this.platforms = platforms
    this.#world = world
  }

  get up(): boolean {
    return this.#life?.boot.alive === true
  }

  get paused(): boolean {
    return this.#paused
  }

  /** The bridge of the present boot. */
  get bridge(): Bridge | undefined {
    return this.up ? this.#life?.bridge : undefined
  }

  /** The id of the latest boot. */
  get bootId(): string {
    return this.#life?.boot.id ?? ''
  }

  /** Boots, if it is down. A start that fails for want of the store is a crash. */
  async start(): Promise<void> {
    if (this.up || this.#connecting) return
    this.#connecting = true
    const boot = new Boot(`${this.name}.${++this.#boots}`, this, this.#world.steps)
    const { openStore, spoil, time, agents, capabilities, options, diary } = this.#world
    const inner = await openStore()
    this.#connecting = false
    const engine = spoil(new WatchedEngine(inner, this.#storeWatch(boot)))
    const clock = time.clockOf(boot)
    const bridge = new Bridge({
      ...options,
      nodeId: boot.id,
      engine,
      clock,
      gateway: new SimulatedAgent(agents, boot, clock, capabilities),
      channels: this.platforms.map((platform) => new SimulatedChannel(platform, boot)),
      logger: loggerOf(diary, boot.id),
      meter: this.#world.tally.meter,
      isDead: (owner) => this.#world.isDead(owner),
    })
    this.#life = { boot, bridge, engine: inner }
    try {
      await bridge.start()
    } catch (error) {
      if (!(error instanceof StoreUnavailableError || error instanceof LeaseLostError)) diary.surprise(boot.id, error)
      this.#end(boot)
    }
  }

  /** SIGKILL. */
  crash(): void {
    const life = this.#life
    if (life === undefined || !life.boot.alive) return
    this.#world.diary.note(life.boot.id, 'crashes')
    this.crashes += 1
    this.#end(life.boot)
  }

  /** SIGTERM. */
  async stop(drainMs: number): Promise<void> {
    const life = this.#life
    if (life === undefined || !life.boot.alive) return
    await life.bridge.stop(drainMs)
    this.#end(life.boot)
    await life.engine.close()
  }

  /** SIGSTOP: nothing of it goes on, its timers wait, and the world does not. */
  pause(): void {
    this.#paused = true
  }

  /** SIGCONT. */
  wake(): void {
    this.#paused = false
    for (const wake of this.#wake.splice(0)) wake()
  }

  awake(): Promise<void> {
    return this.#paused ? new Promise((resolve) => this.#wake.push(resolve)) : Promise.resolve()
  }

  /** Whatever is wrong with it ends, except that it may be down. */
  heal(): void {
    this.skewMs = 0
    this.hintsLost = false
    this.storeFailures = 0
    this.#plannedCrash = undefined
    this.wake()
  }

  /** Crashes it at a call to the store that is still to come: of this life, or of the next when it is down. */
  crashAt(crash: PlannedCrash): void {
    this.#plannedCrash = crash
  }

  #end(boot: Boot): void {
    boot.end()
    this.#plannedCrash = undefined
    for (const platform of this.platforms) platform.disconnect(boot)
    // Whatever waits for it to wake waits for ever.
    this.wake()
  }

  #storeWatch(boot: Boot): StoreWatch {
    const { ledger, time } = this.#world
    return {
      before: async (operation) => {
        if (operation.startsWith('find.')) this.#world.onRead()
        if (this.#world.calm && boot.alive && operation.startsWith('find.')) return
        const crash = this.#countCall(boot)
        if (crash?.when === 'before') this.crash()
        await boot.turn(operation)
        if (this.storeFailures > 0) {
          this.storeFailures -= 1
          throw new StoreUnavailableError(`${operation}: the store is away`)
        }
        if (crash?.when === 'after') this.#plannedCrash = { inCalls: 0, when: 'after' }
      },
      committed: (changes) => ledger.commit(boot.id, time.now, changes),
      renewed: (leases, expiresAt) => ledger.renew(leases, expiresAt),
      after: async (operation) => {
        if (this.#plannedCrash?.inCalls === 0 && boot.alive) this.crash()
        await boot.turn(`${operation} done`)
      },
      hint: (deliver) => {
        if (!boot.alive || this.hintsLost) return
        void boot.turn('hint').then(deliver)
      },
    }
  }

  /** Counts down to the planned crash; returns it when this is its call. */
  #countCall(boot: Boot): PlannedCrash | undefined {
    const planned = this.#plannedCrash
    if (planned === undefined || !boot.alive || planned.inCalls === 0) return undefined
    if (planned.inCalls > 1) {
      this.#plannedCrash = { ...planned, inCalls: planned.inCalls - 1 }
      return undefined
    }
    this.#plannedCrash = undefined
    return planned
  }
}
