import {
  ChannelError,
  type ChannelErrorEffect,
  type ChatRef,
  type Clock,
  chatKeyOf,
  type Inbound,
  type Inbox,
  type Json,
  type Notice,
  type NoticeButton,
  type PartialReply,
  type Receipt,
  type Reply,
  type Tap,
  type TapAnswer,
} from '@holdline/bridge'
import type { Boot } from './boot.ts'
import type { Steps } from './steps.ts'

/** What a simulated platform can do. */
export interface PlatformRules {
  /**
   * A second send with the same key is dropped. A notice sent again takes the place of the first, and is refused where
   * that one has been deleted.
   */
  readonly idempotent: boolean
  readonly edits: boolean
  /** Longest text of one message, in UTF-16 units: answers longer than this come in parts. */
  readonly maxText: number
  readonly streams: boolean
  readonly refusesInline: boolean
  /** Events of a chat come one after the other; else all that are not acked come at once, in any order. */
  readonly ordered: boolean
}

/** A `maxText` that every answer fits. */
export const WIDE = 4_096

/** A `maxText` that cuts every answer into two parts or more. */
export const NARROW = 24

/** What the platform asks for when it is asked too often. */
export const PAUSE_MS = 20_000

/** Longer than a node has what it claimed to send. */
const SLOW_MS = 65_000

/**
 * What becomes of the next call to the platform. `lost` and `arrived` both look the same to the caller; after `slow` its
 * claim of what it sends has lapsed. `no way`: an answer finds no way into its chat, nor does any after it until the chat
 * writes again. `held`: it fails when the test says so.
 */
export type CallFate =
  | 'fine'
  | 'slow'
  | 'retry'
  | 'pause'
  | 'no way'
  | 'held'
  | 'lost'
  | 'arrived'
  | 'rejected'
  | 'blocked'
  | 'gone'
  | 'crash'

/** Something that the platform has to tell the bot, again and again until it is acked. */
export interface PlatformEvent {
  readonly key: string
  /** Its place in the order of happening, from 0. */
  readonly index: number
  readonly chat: ChatRef
  readonly content:
    | { readonly type: 'message'; readonly inbound: Inbound }
    | { readonly type: 'tap'; readonly tap: Tap }
    | { readonly type: 'edited'; readonly ref: string; readonly text: string }
    | { readonly type: 'recalled'; readonly ref: string }
    | { readonly type: 'moved'; readonly to: ChatRef }
  /** Deliveries that get lost on their way. */
  lostDeliveries: number
  /** Acks that get lost on their way. */
  lostAcks: number
  deliveries: number
  acked: boolean
  readonly receipts: Receipt[]
  readonly answers: TapAnswer[]
}

/** How often an event, or its ack, gets lost on its way. */
export type Losses = Partial<Pick<PlatformEvent, 'lostDeliveries' | 'lostAcks'>>

/** A message in a chat, as people see it. */
export interface Post {
  readonly ref: string
  readonly chat: string
  readonly kind: 'reply' | 'notice'
  /** The reply's part, or the notice's id. */
  readonly key: string
  /** How many earlier messages of the notice are gone. With `key`, what the platform knows a repeated send by. */
  readonly copy: number
  readonly text: string
  readonly live: boolean
  readonly revision: number
  readonly buttons: readonly NoticeButton[]
  readonly deleted: boolean
}

/** A node's connection. */
interface Client {
  readonly boot: Boot
  readonly inbox: Inbox
}

/** A chat platform with one bot account. It outlives the nodes, and knows nothing of them but their connections. */
export class Platform {
  readonly route: string
  readonly rules: PlatformRules
  readonly events: PlatformEvent[] = []
  /** In the order in which they first appeared. */
  readonly posts: Post[] = []
  /** Every button that anybody has ever seen. */
  readonly buttons: { readonly chat: ChatRef; readonly noticeId: string; readonly button: NoticeButton }[] = []
  /** Revisions of notices that have been shown, as `noticeId@revision`. */
  readonly shown = new Set<string>()
  /** What was refused for good, by notice id or reply key. */
  readonly refused = new Map<string, 'rejected' | 'blocked'>()
  /** Replies that were sent while an unfinished form of them may still come. */
  readonly streamed: { readonly chat: string; readonly messageId: string; readonly by: string }[] = []
  /** Whether the last typing call of a boot for a chat was `on`. */
  readonly typing = new Map<string, { readonly boot: Boot; on: boolean }>()
  /** Slow calls that are under way. */
  late = 0
  /** Lets the calls fail that wait for it. */
  readonly held: (() => void)[] = []
  /** What becomes of the next calls. */
  readonly fates: CallFate[] = []
  /** Called when a platform call was to take its caller with it. */
  onCrash: (boot: Boot) => void = () => {}
  /** Called with every receipt, before anything else happens. */
  onReceipt: (event: PlatformEvent, receipt: Receipt) => void = () => {}
  /** Called when a part of an answer begins to be sent. */
  onSend: (boot: string, key: string) => void = () => {}
  /** Chats that no answer finds a way into, until they write again. */
  readonly #shut = new Set<string>()
  /** New addresses of chats, by their old ones. */
  readonly #moved = new Map<string, ChatRef>()
  readonly #steps: Steps
  readonly #clock: Clock
  #clients: Client[] = []
  #refs = 0

  constructor(route: string, rules: PlatformRules, steps: Steps, clock: Clock) {
    this.#clock = clock
    this.route = route
    this.rules = rules
    this.#steps = steps
  }

  connect(boot: Boot, inbox: Inbox): void {
    // It has crashed at this very moment: nothing of it goes on.
    if (!boot.alive) return
    this.#clients.push({ boot, inbox })
    for (const event of this.events) if (!event.acked) this.#offer(event)
  }

  /** A connection is gone: what it had not acked comes to another. */
  disconnect(boot: Boot): void {
    this.#clients = this.#clients.filter((client) => client.boot !== boot)
    for (const event of this.events) if (!event.acked) this.#offer(event)
  }

  /** A boot's connection breaks, and the boot does not know. */
  disconnectNode(bootId: string): void {
    const client = this.#clients.find(({ boot }) => boot.id === bootId)
    if (client !== undefined) this.disconnect(client.boot)
  }

  /** Something happens on the platform. */
  emit(
    key: string,
    chat: ChatRef,
    content: PlatformEvent['content'],
    { lostDeliveries = 0, lostAcks = 0 }: Losses = {},
  ): PlatformEvent {
    const event: PlatformEvent = {
      key,
      index: this.events.length,
      chat,
      content,
      lostDeliveries,
      lostAcks,
      deliveries: 0,
      acked: false,
      receipts: [],
      answers: [],
    }
    this.events.push(event)
    this.#offer(event)
    return event
  }

  /** Delivers an event once more, whatever became of it. */
  repeat(event: PlatformEvent): void {
    void this.#deliver(event)
  }

  /** Sends a part of an answer. */
  async send(boot: Boot, reply: Reply): Promise<Json> {
    const call = `send ${reply.idempotencyKey}`
    const arrive = (): string => {
      const known = this.rules.idempotent ? this.posts.find((post) => post.key === reply.idempotencyKey) : undefined
      if (known !== undefined) return known.ref
      const { chat, idempotencyKey: key, text } = reply
      return this.#post({ chat: chatKeyOf(chat), kind: 'reply', key, copy: 0, text })
    }
    this.onSend(boot.id, reply.idempotencyKey)
    return await this.#call(boot, call, reply.idempotencyKey, arrive, { changes: false, into: chatKeyOf(reply.chat) })
  }

  /** Sends a notice. */
  async notify(boot: Boot, notice: Notice): Promise<Json> {
    const { noticeId: key, copy = 0, text } = notice
    return await this.#call(boot, `notify ${key}@${notice.revision}`, key, (fate) => {
      const known = this.rules.idempotent
        ? this.posts.find((post) => post.key === key && post.copy === copy)
        : undefined
      if (known !== undefined) {
        this.#mayBeGone(known, fate)
        this.#show(known.ref, notice)
        return known.ref
      }
      const ref = this.#post({ chat: chatKeyOf(notice.chat), kind: 'notice', key, copy, text })
      this.#show(ref, notice)
      return ref
    })
  }

  /** Changes a notice: the last call wins. */
  async edit(boot: Boot, ref: Json, notice: Notice): Promise<Json> {
    return await this.#call(boot, `edit ${notice.noticeId}@${notice.revision}`, notice.noticeId, (fate) => {
      const post = this.posts.find((one) => one.ref === ref)
      if (post === undefined) throw new RangeError(`no post ${String(ref)}`)
      this.#mayBeGone(post, fate)
      this.#show(post.ref, notice)
      return ref
    })
  }

  /** A chat has another address from now on: whoever sends to the old one is told so. */
  move(from: ChatRef, to: ChatRef): void {
    this.#moved.set(chatKeyOf(from), to)
  }

  /** No answer finds a way into a chat, until the chat writes again. */
  shut(chat: ChatRef): void {
    this.#shut.add(chatKeyOf(chat))
  }

  /** Whatever is wrong with it ends. */
  heal(): void {
    this.fates.length = 0
    this.#shut.clear()
  }

  /** Deletes a notice. */
  async retire(boot: Boot, ref: Json): Promise<void> {
    const post = this.posts.find((one) => one.ref === ref)
    await this.#call(boot, 'retire', post?.key ?? '', () => {
      this.#change(String(ref), { deleted: true, live: false, buttons: [] })
      return null
    })
  }

  /** Shows an unfinished answer. */
  stream(boot: Boot, partial: PartialReply): void {
    this.streamed.push({ chat: chatKeyOf(partial.chat), messageId: partial.messageId, by: boot.id })
  }

  /** Shows, or ends, typing. */
  async setTyping(boot: Boot, chat: ChatRef, on: boolean): Promise<void> {
    await this.#steps.turn(`typing ${on}`)
    this.typing.set(`${boot.id} ${chatKeyOf(chat)}`, { boot, on })
    await boot.turn('typing answered')
  }

  /** The parts of answers in each chat, in the order in which they first came. */
  get replies(): ReadonlyMap<string, readonly string[]> {
    const replies = this.posts.filter(({ kind }) => kind === 'reply')
    const chats = new Map(replies.map(({ chat }) => [chat, new Set<string>()]))
    for (const { chat, key } of replies) chats.get(chat)?.add(key)
    return new Map([...chats].map(([chat, keys]) => [chat, [...keys]]))
  }

  /** What has not come through yet. */
  get unacked(): readonly PlatformEvent[] {
    return this.events.filter((event) => !event.acked)
  }

  #offer(event: PlatformEvent): void {
    if (this.rules.ordered && this.unacked.find((one) => sameChat(one, event)) !== event) return
    void this.#deliver(event)
  }

  async #deliver(event: PlatformEvent): Promise<void> {
    await this.#steps.turn(`deliver ${event.key}`)
    if (event.lostDeliveries > 0) {
      event.lostDeliveries -= 1
      void this.#deliver(event)
      return
    }
    // Any node may get any event; over a run all combinations come up.
    const client = this.#clients[(event.index + event.deliveries) % Math.max(1, this.#clients.length)]
    // Nobody is connected: whoever comes next gets it.
    if (client === undefined) return
    event.deliveries += 1
    try {
      await this.#hand(event, client)
    } catch {
      if (client.boot.alive) void this.#deliver(event)
      return
    }
    await client.boot.turn(`ack ${event.key}`)
    if (event.lostAcks > 0) {
      event.lostAcks -= 1
      void this.#deliver(event)
    } else if (!event.acked) {
      event.acked = true
      const next = this.unacked.find((one) => sameChat(one, event))
      if (this.rules.ordered && next !== undefined) this.#offer(next)
    }
  }

  async #hand(event: PlatformEvent, { boot, inbox }: Client): Promise<void> {
    const { content } = event
    this.#shut.delete(chatKeyOf(event.chat))
    switch (content.type) {
      case 'message': {
        const receipt = await inbox.message(content.inbound)
        event.receipts.push(receipt)
        this.onReceipt(event, receipt)
        break
      }
      case 'tap':
        event.answers.push(await inbox.tap(content.tap))
        break
      case 'edited':
        await inbox.edited(event.chat, content.ref, content.text)
        break
      case 'recalled':
        await inbox.recalled(event.chat, content.ref)
        break
      case 'moved':
        await inbox.moved(event.chat, content.to)
        break
      default:
        content satisfies never
    }
    if (!boot.alive) await new Promise(() => {})
  }

  /** One call over the wire: it arrives also when its caller is gone by then, and its answer only when it is not. */
  async #call<T>(
    boot: Boot,
    label: string,
    key: string,
    effect: (fate: CallFate) => T,
    { changes = true, into }: { readonly changes?: boolean; readonly into?: string } = {},
  ): Promise<T> {
    await this.#steps.turn(`${boot.id} ${label}`)
    const drawn = this.fates.shift() ?? 'fine'
    if (drawn === 'no way' && into !== undefined) this.#shut.add(into)
    const fate = drawn === 'fine' && into !== undefined && this.#shut.has(into) ? 'no way' : drawn
    const slow = fate === 'slow'
    // What is sent arrives late, what is changed is answered late: nobody can take back a change that is on its way.
    if (slow && !changes) await this.#pass(SLOW_MS)
    if (fate === 'held') await new Promise<void>((resolve) => this.held.push(resolve))
    const arrives = slow || fate === 'fine' || fate === 'arrived' || fate === 'gone' || fate === 'crash'
    let result: { readonly value: T } | { readonly error: unknown }
    const movedTo = into === undefined ? undefined : this.#moved.get(into)
    try {
      if (movedTo !== undefined) throw new ChannelError('retry', 'the chat has moved', { movedTo })
      result = arrives ? { value: effect(fate) } : { error: errorOf(fate) }
    } catch (error) {
      result = { error }
    }
    if (fate === 'rejected' || fate === 'blocked') this.refused.set(key, fate)
    if (fate === 'crash') this.onCrash(boot)
    if (slow && changes) await this.#pass(SLOW_MS)
    await boot.turn(`answer to ${label}`)
    if (fate === 'arrived') throw new ChannelError('unknown', 'no answer')
    if ('error' in result) throw result.error
    return result.value
  }

  async #pass(ms: number): Promise<void> {
    this.late += 1
    await new Promise<void>((resolve) => this.#clock.after(ms, resolve))
    this.late -= 1
  }

  /** Somebody has deleted a message, at the latest by this call. */
  #mayBeGone(post: Post, fate: CallFate): void {
    if (fate === 'gone') this.#change(post.ref, { deleted: true, live: false, buttons: [] })
    if (fate === 'gone' || post.deleted) throw new ChannelError('gone', 'the message is gone')
  }

  #post(post: Pick<Post, 'chat' | 'kind' | 'key' | 'copy' | 'text'>): string {
    const ref = `m${++this.#refs}`
    this.posts.push({ ...post, ref, live: false, revision: 0, buttons: [], deleted: false })
    return ref
  }

  #show(ref: string, notice: Notice): void {
    const { text, revision, buttons } = notice
    this.#change(ref, { text, revision, buttons, live: notice.state === 'live' })
    this.shown.add(`${notice.noticeId}@${revision}`)
    for (const button of buttons) this.buttons.push({ chat: notice.chat, noticeId: notice.noticeId, button })
  }

  #change(ref: string, change: Partial<Post>): void {
    const index = this.posts.findIndex((post) => post.ref === ref)
    const post = this.posts[index]
    if (post !== undefined) this.posts[index] = { ...post, ...change }
  }
}

function errorOf(fate: keyof typeof EFFECTS): ChannelError {
  return new ChannelError(EFFECTS[fate], fate, fate === 'pause' ? { retryAfterMs: PAUSE_MS } : {})
}

const EFFECTS: Readonly<
  Record<'retry' | 'pause' | 'no way' | 'held' | 'lost' | 'rejected' | 'blocked', ChannelErrorEffect>
> = {
  retry: 'retry',
  pause: 'retry',
  'no way': 'retry',
  held: 'retry',
  lost: 'unknown',
  rejected: 'rejected',
  blocked: 'blocked',
}

function sameChat(a: PlatformEvent, b: PlatformEvent): boolean {
  return chatKeyOf(a.chat) === chatKeyOf(b.chat)
}
