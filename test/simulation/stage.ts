import { type ChatRef, chatKeyOf, type Person, type Receipt, type TurnRecord } from '@holdline/bridge'
import { Checker } from './checker.ts'
import type { SimulatedNode } from './node.ts'
import type { Plan } from './plan.ts'
import { type PlatformEvent, type PlatformRules, type Post, WIDE } from './platform.ts'
import { AT_ONCE } from './steps.ts'
import type { Connect } from './stores.ts'
import { World, type WorldChat, type WorldOptions } from './world.ts'

/** Asks in direct chats. */
export const ANN: Person = { id: 'ann' }

/** Another member of the groups. */
export const BOB: Person = { id: 'bob' }

/** The chat of most tests. */
export const HERE: ChatRef = { channel: 'webchat', account: 'default', kind: 'direct', chat: 'here' }

/** The platform of most tests. */
export const CAPABLE: PlatformRules = {
  idempotent: true,
  edits: true,
  maxText: WIDE,
  streams: false,
  refusesInline: false,
  ordered: true,
}

/** Laps of the event loop that a real database may take for what a test waits for. */
const PATIENCE_LAPS = 500_000

/** A world in which a test decides the order, with the words that tests are told in. */
export class Stage {
  readonly world: World
  readonly #checker: Checker

  private constructor(world: World) {
    this.world = world
    this.#checker = new Checker(world)
  }

  /** Nodes on one database, all of them started. */
  static async open(connect: Connect, options: Partial<WorldOptions> = {}): Promise<Stage> {
    const stage = new Stage(
      new World({
        steps: AT_ONCE,
        openStore: connect,
        seed: 1,
        nodes: 1,
        chats: [{ chat: HERE, policy: 'queue', notices: 'always' }],
        platform: CAPABLE,
        ...options,
      }),
    )
    for (const node of stage.world.nodes) await node.start()
    return stage
  }

  /** A node by its number. */
  node(index: number): SimulatedNode {
    const node = this.world.nodes[index]
    if (node === undefined) throw new RangeError(`no node ${index}`)
    return node
  }

  /** A chat of the stage by its number. */
  chat(index = 0): WorldChat {
    const chat = this.world.chats[index]
    if (chat === undefined) throw new RangeError(`no chat ${index}`)
    return chat
  }

  /** Somebody writes, and it is acked. */
  async say(
    plan: Plan = [],
    { chat = 0, sender = ANN }: { chat?: number; sender?: Person } = {},
  ): Promise<PlatformEvent> {
    const event = this.world.say(this.chat(chat), sender, plan)
    await this.until(() => event.acked, `${event.key} is acked`)
    return event
  }

  /** Somebody types a command, and it is acked. */
  async command(text: string, chat = 0): Promise<PlatformEvent> {
    const event = this.world.text(this.chat(chat), ANN, text)
    await this.until(() => event.acked, `${text} is acked`)
    return event
  }

  /** Somebody presses the chat's newest button of this action, and is answered. */
  async tap(action: string, { chat = 0, sender = ANN }: { chat?: number; sender?: Person } = {}): Promise<string> {
    const { chat: where } = this.chat(chat)
    const { buttons } = this.world.platformOf(where)
    const seen = buttons.findLast(
      ({ chat: there, button }) => button.action === action && chatKeyOf(there) === chatKeyOf(where),
    )
    if (seen === undefined) throw new Error(`nobody has seen a button ${action}`)
    const event = this.world.tap(where, sender, action, seen.button.token, seen.noticeId)
    await this.until(() => event.answers.length > 0, `the tap on ${action} is answered`)
    return event.answers[0]?.result ?? ''
  }

  /** The turn that answers, or answered, a message. */
  turnOf(event: PlatformEvent): TurnRecord | undefined {
    const id = this.world.ledger.accepted.get(event.key)
    return [...this.world.ledger.turns.values()].findLast(({ inbounds }) => id !== undefined && inbounds.includes(id))
  }

  /** Waits until the agent works on a message. */
  async begun(event: PlatformEvent): Promise<TurnRecord> {
    await this.until(() => this.world.agents.waiting.has(this.turnOf(event)?.id ?? ''), `${event.key} is worked on`)
    const turn = this.turnOf(event)
    if (turn === undefined) throw new Error(`${event.key} has no turn`)
    return turn
  }

  /** Lets the agent go on with a message that it waits at. */
  async letGo(event: PlatformEvent): Promise<void> {
    const turn = await this.begun(event)
    this.world.agents.waiting.get(turn.id)?.()
    await this.world.steps.settle()
  }

  /** The chat's answers, each as the keys of the messages that it is to. */
  answers(chat = 0): string[][] {
    const keys = new Map([...this.world.ledger.accepted].map(([key, id]) => [id, key]))
    return this.posts(chat)
      .filter((post) => post.kind === 'reply')
      .map(({ text }) => text.split(' ').flatMap((word) => keys.get(word) ?? []))
  }

  /** The chat's notices, oldest first. */
  notices(chat = 0): Post[] {
    return this.posts(chat).filter((post) => post.kind === 'notice')
  }

  posts(chat = 0): Post[] {
    const { chat: where } = this.chat(chat)
    return this.world.platformOf(where).posts.filter((post) => post.chat === chatKeyOf(where))
  }

  /** The last receipt of a message. */
  receipt(event: PlatformEvent): Receipt | undefined {
    return event.receipts.at(-1)
  }

  /** Lets time pass, with everything that is due in it. */
  async pass(ms: number): Promise<void> {
    await this.world.pass(ms, 0)
  }

  /** Waits for something that needs no time to pass. */
  async until(holds: () => boolean, what: string): Promise<void> {
    for (let left = PATIENCE_LAPS; left > 0; left -= 1) {
      if (holds()) return
      await this.world.steps.settle()
    }
    throw new Error(`not so: ${what}\n${this.world.diary.print()}`)
  }

  /** Waits for something, and lets time pass for it, at most this long. */
  async within(ms: number, holds: () => boolean, what: string): Promise<void> {
    const end = this.world.time.now + ms
    while (!holds()) {
      const next = this.world.time.next
      if (next === undefined || next > end) throw new Error(`not within ${ms} ms: ${what}\n${this.world.diary.print()}`)
      this.world.time.moveTo(next)
      await this.world.steps.settle()
    }
  }

  /** What has broken a rule up to now; nothing, in a passing test. */
  get violations(): readonly string[] {
    return [...this.#checker.violations, ...this.world.diary.surprises]
  }
}
