import type { WaitOptions, Watch } from '../kit/watch.ts'
import type { Participant } from './identity.ts'
import { chosen, type Language } from './languages.ts'
import type { CardButton } from './rules-card.ts'
import type { Content } from './rules-content.ts'
import type { Toast } from './toast.ts'

// A chat and its messages know each other, and so they stand together.

// Enough to see what went wrong, when a wait fails.
const MOST_DESCRIBED = 12
const ANY_LANGUAGE: Language = 'en_us'

/** An emoji that somebody put on a message. */
export interface Reaction {
  readonly id: string
  readonly emoji: string
  readonly by: Participant
  /** Unix milliseconds. */
  readonly at: number
}

/** All of a message that does not change. */
export interface MessageOrigin {
  readonly chat: Chat
  readonly id: string
  /** Unix milliseconds. */
  readonly at: number
  readonly from: Participant
  readonly byBot: boolean
  /** The message that it replies to. */
  readonly parent?: ChatMessage | undefined
  /** Those who are mentioned, in the order of their placeholders; for a message of a person. */
  readonly mentioned?: readonly Participant[]
  readonly mentionsAll?: boolean
  /** Those who are mentioned stand only in the content of a rich text. */
  readonly mentionsInContentOnly?: boolean
  /** The messages in it, for a merged forward. */
  readonly merged?: readonly ChatMessage[]
}

/** A message as the members of its chat see it now. */
export class ChatMessage {
  readonly origin: MessageOrigin
  readonly #versions: { readonly at: number; readonly content: Content }[]
  readonly #reactions: Reaction[] = []
  readonly #nameOf: (id: string) => string
  /** The thread or topic it is in, or that it has started. */
  thread: string | undefined
  /** `withdrawn`: recalled by who sent it, or by an admin. `gone`: there is no trace of it. */
  state: 'there' | 'withdrawn' | 'gone' = 'there'
  /** Taps that wait for their answer. */
  openTaps = 0
  /** When the first of them was made. */
  tappedAt = 0
  /** It was changed while a tap waited for its answer. */
  changedEarly = false

  constructor(origin: MessageOrigin, content: Content, nameOf: (id: string) => string) {
    this.origin = origin
    this.#versions = [{ at: origin.at, content }]
    this.#nameOf = nameOf
  }

  get id(): string {
    return this.origin.id
  }

  get chat(): Chat {
    return this.origin.chat
  }

  get from(): Participant {
    return this.origin.from
  }

  /** `text`, `post`, `interactive` … */
  get type(): string {
    return this.now.type
  }

  /** The message that it replies to. */
  get parent(): ChatMessage | undefined {
    return this.origin.parent
  }

  /** The first message of the replies that it is one of. */
  get root(): ChatMessage | undefined {
    return this.parent?.root ?? this.parent
  }

  /** What it says now. */
  get now(): Content {
    const version = this.#versions.at(-1)
    if (version === undefined) throw new Error('a message without a version')
    return version.content
  }

  /** What it has said, oldest first; times are Unix milliseconds. */
  get versions(): readonly { readonly at: number; readonly content: Content }[] {
    return this.#versions
  }

  /** How often it was changed. */
  get edits(): number {
    return this.#versions.length - 1
  }

  /** As a reader of English sees it. */
  get text(): string {
    return this.textIn(ANY_LANGUAGE)
  }

  /** As a reader of a language sees it: of a card the title and the texts, line by line, without its buttons. */
  textIn(language: Language): string {
    return this.now.text(language, this.#nameOf)
  }

  /** The buttons of a card. */
  get buttons(): readonly CardButton[] {
    return this.now.card?.buttons ?? []
  }

  /** What stands on the buttons, for a reader of a language. */
  labelsIn(language: Language): readonly string[] {
    return this.buttons.map(({ label, labels }) => chosen(labels, label, language))
  }

  /** The button with this label, in whichever language. */
  button(label: string): CardButton | undefined {
    return this.buttons.find((button) => button.label === label || Object.values(button.labels).includes(label))
  }

  /** The names of those it mentions; `all` for everybody. */
  get mentions(): readonly string[] {
    return this.now.mentions.map((id) => (id === 'all' ? id : this.#nameOf(id)))
  }

  /** The emoji on it now. */
  get reactions(): readonly Reaction[] {
    return this.#reactions
  }

  /** Called by the platform: the message is changed. */
  revise(content: Content, at: number): void {
    this.#versions.push({ at, content })
  }

  /** Called by the platform: somebody reacts. */
  react(reaction: Reaction): void {
    this.#reactions.push(reaction)
  }

  /** Called by the platform: somebody takes a reaction back. */
  unreact(reaction: Reaction): void {
    const at = this.#reactions.indexOf(reaction)
    if (at >= 0) this.#reactions.splice(at, 1)
  }
}

/** What a chat is. */
export interface ChatOptions {
  readonly id: string
  readonly type: 'p2p' | 'group'
  /** A `topic` group has nothing but threads. */
  readonly mode: 'p2p' | 'group' | 'topic'
  readonly name: string
  readonly owner: Participant | undefined
}

/** A chat as its members see it. Tests read it; people and bots change it through the platform. */
export class Chat {
  readonly id: string
  readonly type: ChatOptions['type']
  readonly mode: ChatOptions['mode']
  readonly name: string
  readonly owner: Participant | undefined
  readonly members = new Set<Participant>()
  readonly admins = new Set<Participant>()
  /** Every answer to a tap. */
  readonly toasts: Toast[] = []
  readonly #history: ChatMessage[] = []
  readonly #watch: Watch

  constructor({ id, type, mode, name, owner }: ChatOptions, watch: Watch) {
    this.id = id
    this.type = type
    this.mode = mode
    this.name = name
    this.owner = owner
    this.#watch = watch
  }

  /** What can be read in it, oldest first. */
  get messages(): readonly ChatMessage[] {
    return this.#history.filter(({ state }) => state === 'there')
  }

  /** Everything that was ever sent to it, oldest first. */
  get history(): readonly ChatMessage[] {
    return this.#history
  }

  /** What bots have sent, oldest first. */
  get fromBots(): readonly ChatMessage[] {
    return this.messages.filter(({ origin }) => origin.byBot)
  }

  /** The newest message. */
  get last(): ChatMessage | undefined {
    return this.messages.at(-1)
  }

  /** What can be read in one thread, its first message too. */
  inThread(thread: string): readonly ChatMessage[] {
    return this.messages.filter((message) => message.thread === thread)
  }

  /** Waits until something is so: looks now, and again after every change on the platform. */
  until<T>(look: (chat: this) => T | undefined | null | false, options?: WaitOptions): Promise<T> {
    return this.#watch.until(
      () => look(this),
      () => this.#described(),
      options,
    )
  }

  /** Called by the platform: a message appears. */
  add(message: ChatMessage): void {
    this.#history.push(message)
  }

  #described(): string {
    const lines = this.messages.slice(-MOST_DESCRIBED).map(({ id, from, text, buttons, reactions }) => {
      const labels = buttons.map(({ label }) => `[${label}]`)
      const emoji = reactions.map((reaction) => `:${reaction.emoji}:`)
      return `${id.slice(0, 8)} ${from.name}: ${[JSON.stringify(text), ...labels, ...emoji].join(' ')}`
    })
    return lines.length === 0 ? 'no message' : `\n${lines.join('\n')}`
  }
}
