import { createHash } from 'node:crypto'
import { type ChatRef, type Clock, chatKeyOf, clip, type Logger, type PartialReply, Recent } from '@holdline/bridge'
import type { TelegramApi } from './api.ts'
import { placeOf, plainReply } from './encode.ts'
import { TelegramFailure } from './errors.ts'
import type { FormattedText } from './formatted-text.ts'
import {
  DRAFT_EVERY_MS,
  DRAFT_FORGOTTEN_MS,
  DRAFT_KEEP_ALIVE_MS,
  DRAFT_PAUSE_MS,
  LONGEST_DRAFT_WAIT_MS,
  MAX_MESSAGE_TEXT,
  REMEMBERED,
} from './limits.ts'
import { renderMarkdown } from './markdown.ts'

/** An answer that is being written in one chat. */
interface Draft {
  readonly chat: ChatRef
  readonly messageId: string
  readonly draftId: number
  text: string
  /** Whether `text` has not been shown yet. */
  fresh: boolean
  /** When its words last grew. */
  grewAt: number
  cancelTimer: () => void
}

/** Failures that say nothing about whether drafts work here at all. */
const PASSING: ReadonlySet<string> = new Set([
  'flood',
  'unsent',
  'lost',
  'stopped',
  'blocked',
  'topic_gone',
  'no_rights',
  'unauthorized',
])

/**
 * Shows answers while they are written, as Telegram's drafts, in private chats: the only place that has them. A server
 * or an account that refuses the first one is not asked again. Calls that come faster than drafts may be sent are
 * dropped, never the last. A draft lives for 30 s, so it is sent again while nothing new comes.
 */
export class Drafts {
  readonly #api: TelegramApi
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #live = new Map<string, Draft>()
  readonly #inFlight = new Map<string, Promise<void>>()
  readonly #finished = new Recent<string, true>(REMEMBERED)
  readonly #ended = new Recent<number, true>(REMEMBERED)
  #works = true

  constructor(api: TelegramApi, clock: Clock, logger: Logger) {
    this.#api = api
    this.#clock = clock
    this.#logger = logger
  }

  /** Shows the words so far. */
  show({ chat, messageId, text }: PartialReply): void {
    if (!this.#works || chat.kind !== 'direct' || text.trim() === '' || this.#finished.get(messageId) === true) return
    const key = chatKeyOf(chat)
    const known = this.#live.get(key)
    if (known !== undefined && known.messageId === messageId) {
      known.text = text
      known.fresh = true
      known.grewAt = this.#clock.now()
      return
    }
    known?.cancelTimer()
    const draft: Draft = {
      chat,
      messageId,
      draftId: draftIdOf(messageId),
      text,
      fresh: true,
      grewAt: this.#clock.now(),
      cancelTimer: () => {},
    }
    this.#live.set(key, draft)
    this.#send(key, draft)
  }

  /**
   * The answer itself comes now. Resolves when no draft is on its way in this chat, so that none appears after it; a
   * platform that is slow to answer does not hold it back for long.
   */
  async finish(chat: ChatRef, messageId: string): Promise<void> {
    this.#finished.set(messageId, true)
    const key = chatKeyOf(chat)
    const draft = this.#live.get(key)
    if (draft?.messageId === messageId) this.#drop(key, draft)
    const inFlight = this.#inFlight.get(key)
    if (inFlight === undefined) return
    const late = Promise.withResolvers<void>()
    const cancel = this.#clock.after(LONGEST_DRAFT_WAIT_MS, late.resolve)
    await Promise.race([inFlight, late.promise]).finally(cancel)
  }

  /** The turns of a chat have ended, whether or not an answer comes. */
  end(chat: ChatRef): void {
    const draft = this.#live.get(chatKeyOf(chat))
    if (draft !== undefined) this.#drop(chatKeyOf(chat), draft)
  }

  /** Whether this draft may be what streams in the chat now: one that this process knows nothing of may be, too. */
  isLive(chat: ChatRef, draftId: number): boolean {
    const draft = this.#live.get(chatKeyOf(chat))
    return draft === undefined ? this.#ended.get(draftId) === undefined : draft.draftId === draftId
  }

  #drop(key: string, draft: Draft): void {
    draft.cancelTimer()
    this.#ended.set(draft.draftId, true)
    this.#live.delete(key)
  }

  #send(key: string, draft: Draft): void {
    draft.fresh = false
    const startedAt = this.#clock.now()
    const call = this.#call(draft).then((pauseMs) => {
      if (this.#inFlight.get(key) === call) this.#inFlight.delete(key)
      if (this.#live.get(key) === draft) this.#later(key, draft, pauseMs, startedAt)
    })
    this.#inFlight.set(key, call)
  }

  #later(key: string, draft: Draft, pauseMs: number, sentAt: number): void {
    draft.cancelTimer = this.#clock.after(Math.max(0, sentAt + pauseMs - this.#clock.now()), () => {
      const now = this.#clock.now()
      if (!this.#works || draft.grewAt + DRAFT_FORGOTTEN_MS <= now) this.#drop(key, draft)
      else if (draft.fresh || sentAt + DRAFT_KEEP_ALIVE_MS <= now) this.#send(key, draft)
      else this.#later(key, draft, pauseMs + DRAFT_EVERY_MS, sentAt)
    })
  }

  /** Resolves with the least pause before the next one. */
  async #call({ chat, draftId, text }: Draft): Promise<number> {
    const rendered = shownSoFar(text)
    const payload = { ...placeOf(chat), ...rendered, entities: [...rendered.entities], draft_id: draftId }
    try {
      await this.#api.run('sendMessageDraft', (raw, signal) =>
        raw.sendMessageDraft({ ...payload, can_stop: true, keep_on_stop: true }, signal),
      )
      return DRAFT_EVERY_MS
    } catch (error) {
      this.#failed(error)
      return error instanceof TelegramFailure ? Math.max(DRAFT_PAUSE_MS, error.retryAfterMs ?? 0) : DRAFT_PAUSE_MS
    }
  }

  #failed(error: unknown): void {
    if (error instanceof TelegramFailure && (PASSING.has(error.kind) || error.kind === 'bad_entities')) {
      this.#logger.debug({ error }, 'telegram: a draft could not be shown')
      return
    }
    this.#works = false
    this.#logger.info(
      { error },
      'telegram: answers are not shown while they are written, since drafts do not work here',
    )
  }
}

/** The words so far. Like the answer itself, what would be too long with its formatting is shown as it was written. */
function shownSoFar(text: string): FormattedText {
  const rendered = renderMarkdown(clip(text, MAX_MESSAGE_TEXT))
  return rendered.text.length <= MAX_MESSAGE_TEXT ? rendered : plainReply(text)
}

/** A number for a streamed answer, equal for all its drafts; never 0. */
function draftIdOf(messageId: string): number {
  return (createHash('sha256').update(messageId).digest().readUInt32BE() >>> 1) + 1
}
