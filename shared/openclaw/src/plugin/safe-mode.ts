import { AsyncLocalStorage } from 'node:async_hooks'
import type { Logger } from '@holdline/bridge'
import { suite } from '../suite/suite.ts'

/**
 * The host begins to start channels before it says that it has started, and resumes runs a second and a half later:
 * their answers must not find the account without a voice.
 */
const SAFE_AFTER_MS = 500

/**
 * The host refuses work that began within one of its hooks, once that hook is over, as if it were draining
 * (openclaw 2026.9.6 keeps what it admits in an async context). What speaks outlives the hook that starts it, so it runs
 * in the context in which the plugin was loaded.
 */
const outsideOfHooks = AsyncLocalStorage.snapshot()

/** A node that can be stopped. */
interface Stoppable {
  stop(drainMs: number): Promise<void>
}

/** What the safe mode of one plugin is made with. */
export interface SafeModeParts<Node extends Stoppable> {
  readonly channelId: string
  /** The accounts that the host would start. */
  accounts(): readonly string[]
  /** Starts one that speaks and does not receive. */
  start(account: string): Promise<Node>
  readonly logger: Logger
}

/**
 * The host's crash-loop breaker: after three crashes within five minutes it runs, but starts no channel, so that people
 * get neither what they wait for nor a word about it. Then the suite's accounts speak without receiving: they tell
 * people, and deliver what the host resumes. An account that the host starts after all takes over.
 */
export class SafeMode<Node extends Stoppable> {
  readonly #parts: SafeModeParts<Node>
  readonly #nodes = new Map<string, Promise<Node | null>>()
  readonly #ready = new Map<string, Node>()
  #timer: NodeJS.Timeout | undefined
  #looked = Promise.resolve()

  constructor(parts: SafeModeParts<Node>) {
    this.#parts = parts
  }

  /** The host has started: looks, after a while, for accounts that it left out. */
  begin(): void {
    const { promise, resolve } = Promise.withResolvers<void>()
    clearTimeout(this.#timer)
    this.#looked = promise
    this.#timer = setTimeout(() => {
      for (const account of this.#parts.accounts()) if (!this.#wasStarted(account)) this.#speak(account)
      resolve()
    }, SAFE_AFTER_MS)
    this.#timer.unref()
  }

  /** The account that speaks, as soon as it is known whether it has to. */
  async soon(account: string): Promise<Node | null> {
    await this.#looked
    return (await this.#nodes.get(account)) ?? null
  }

  /** The account that speaks, if it does. */
  get(account: string): Node | undefined {
    return this.#ready.get(account)
  }

  /** The host starts this account: what speaks for it stops first. */
  async handOver(account: string): Promise<void> {
    suite().started.add(this.#nameOf(account))
    await this.#stop(account)
  }

  /** The host stops, or lets go of the plugin. */
  async end(): Promise<void> {
    clearTimeout(this.#timer)
    await Promise.all([...this.#nodes.keys()].map((account) => this.#stop(account)))
  }

  #wasStarted(account: string): boolean {
    return suite().started.has(this.#nameOf(account))
  }

  #nameOf(account: string): string {
    return `${this.#parts.channelId}:${account}`
  }

  #speak(account: string): void {
    const { channelId, logger } = this.#parts
    logger.info(
      { channel: channelId, account },
      'the host started no channels: this account speaks, and receives nothing',
    )
    const node = outsideOfHooks(() => this.#parts.start(account)).then(
      (started) => {
        this.#ready.set(account, started)
        return started
      },
      (error: unknown) => {
        logger.error({ channel: channelId, account, error }, 'an account that was to speak could not start')
        return null
      },
    )
    this.#nodes.set(account, node)
  }

  async #stop(account: string): Promise<void> {
    const node = this.#nodes.get(account)
    if (node === undefined) return
    this.#nodes.delete(account)
    const started = await node
    this.#ready.delete(account)
    await started?.stop(0)
  }
}
