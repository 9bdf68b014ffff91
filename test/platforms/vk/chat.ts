import type { WaitOptions, Watch } from '../kit/watch.ts'
import type { ChatMessage } from './chat-message.ts'
import type { Participant } from './participant.ts'
import type { Keyboard } from './rules-keyboard.ts'
import type { Snackbar } from './snackbar.ts'

// Enough to see what went wrong, when a wait fails.
const MOST_DESCRIBED = 12

/** What somebody is in a chat. */
export interface Member {
  readonly state: 'in' | 'left' | 'kicked'
  readonly admin: boolean
  readonly owner: boolean
  /** Whether a community sees what does not mention it. */
  readonly hearsAll: boolean
}

/** What a chat is. */
export interface ChatOptions {
  /** With one person, or of several. */
  readonly kind: 'direct' | 'chat'
  readonly title: string
}

/** A chat as its members see it. Tests read it; people and bots change it through the platform. */
export class Chat {
  readonly kind: ChatOptions['kind']
  readonly title: string
  /** By owner id; also those who left. */
  readonly members = new Map<number, Member>()
  /** Every answer to a tap. */
  readonly snackbars: Snackbar[] = []
  /** The keyboard below the conversation. */
  keyboard: Keyboard | undefined
  /** Whether VK has disabled it. */
  disabled = false
  /** Whether members may write. */
  writing = true
  readonly #watch: Watch
  readonly #clockNow: () => number
  readonly #history: ChatMessage[] = []
  readonly #peerIds = new Map<number, number>()
  #typingUntil = 0

  constructor({ kind, title }: ChatOptions, watch: Watch, now: () => number) {
    this.kind = kind
    this.title = title
    this.#watch = watch
    this.#clockNow = now
  }

  /** Its `peer_id` for the community that has been in it longest. */
  get peerId(): number {
    const [first] = this.#peerIds.values()
    if (first === undefined) throw new Error('no community is in this chat')
    return first
  }

  /** Its `peer_id` for a community: each numbers the chats that it is in. */
  peerIdFor({ ownerId }: Participant): number | undefined {
    return this.#peerIds.get(ownerId)
  }

  /** Called by the platform: a community comes to know the chat. */
  number(community: Participant, peerId: number): void {
    this.#peerIds.set(community.ownerId, peerId)
  }

  /** What can be read in it, oldest first; service messages too. */
  get messages(): readonly ChatMessage[] {
    return this.#history.filter(({ deleted }) => !deleted)
  }

  /** Everything that was ever sent to it, oldest first. */
  get history(): readonly ChatMessage[] {
    return this.#history
  }

  /** The newest message. */
  get last(): ChatMessage | undefined {
    return this.messages.at(-1)
  }

  /** What communities have sent, oldest first. */
  get fromBots(): readonly ChatMessage[] {
    return this.messages.filter(({ fromId }) => fromId < 0)
  }

  /** Whether a community seems to be typing. */
  get typing(): boolean {
    return this.#typingUntil > this.#clockNow()
  }

  /** Whether somebody is in it. */
  has({ ownerId }: Participant): boolean {
    return this.members.get(ownerId)?.state === 'in'
  }

  /** Whether somebody administers it. */
  isAdmin({ ownerId }: Participant): boolean {
    const member = this.members.get(ownerId)
    return member?.state === 'in' && (member.admin || member.owner)
  }

  /** A message that can be read in it, by its `conversation_message_id`. */
  message(cmid: number): ChatMessage | undefined {
    return this.#history.find((message) => message.cmid === cmid && !message.deleted)
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
    this.#watch.changed()
  }

  /** Called by the platform: a community is typing, or no longer. */
  setTyping(until: number): void {
    this.#typingUntil = until
    this.#watch.changed()
  }

  #described(): string {
    const lines = this.messages.slice(-MOST_DESCRIBED).map(({ cmid, fromId, text, keyboard }) => {
      const buttons = keyboard.flat().map(({ label }) => `[${label}]`)
      return `${cmid} ${fromId}: ${[JSON.stringify(text), ...buttons].join(' ')}`
    })
    return lines.length === 0 ? 'no message' : `\n${lines.join('\n')}`
  }
}
