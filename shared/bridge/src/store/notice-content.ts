import type { Outcome } from '../words/outcome.ts'
import type { Person } from '../words/person.ts'
import type { Phase } from '../words/phase.ts'

/**
 * What a notice says, before language and platform. The presenter turns it into text; the gate compares two of them to
 * see whether there is something new to say.
 */
export type NoticeContent = BusyContent | OutcomeContent | InfoContent

/** A turn runs. */
export interface BusyContent {
  readonly type: 'busy'
  readonly phase: Phase
  readonly startedAt: number
  /** What became of the chat's latest message that met this turn. */
  readonly latest?:
    | { readonly type: 'queued'; readonly position: number; readonly inboundId: string }
    | { readonly type: 'collecting'; readonly dueAt: number; readonly inboundId: string }
    | { readonly type: 'steered'; readonly inboundId: string }
    | { readonly type: 'interrupting'; readonly inboundId: string }
    /** `said` is the notice's first revision that says it; absent: its last. */
    | { readonly type: 'refused'; readonly why: 'policy' | 'full' | 'draining'; readonly said?: number }
  /** Someone else's run has the session: nothing here can be cancelled. */
  readonly elsewhere?: boolean
  /** Nothing has moved since then. */
  readonly stalledAt?: number
  /** How long such turns usually take, in milliseconds: quartiles from durable history. */
  readonly usually?: { readonly fromMs: number; readonly toMs: number }
  /** The turn stands outside the lane. */
  readonly background?: boolean
  /** It goes on after a restart. */
  readonly resumed?: boolean
}

/** A turn has ended. */
export interface OutcomeContent {
  readonly type: 'outcome'
  readonly outcome: Outcome
  readonly tookMs: number
  /** Messages that still wait in the queue. */
  readonly waiting: number
  /** The turn had been taken over after a restart. */
  readonly resumed?: boolean
  /** The buttons still help: until the next message. */
  readonly offer?: boolean
}

/** Something was done, or could not be. */
export type InfoContent = {
  readonly type: 'info'
} & (
  | {
      readonly what: 'refused'
      readonly why: 'full' | 'policy' | 'draining' | 'too_large' | 'unsupported' | 'file_too_large'
      readonly cap?: number
    }
  | { readonly what: 'healed' }
  /** Accepted while the service goes down: answered when it is back. */
  | { readonly what: 'kept' }
  | { readonly what: 'new_session'; readonly dropped: number; readonly cancelled: boolean }
  | { readonly what: 'dequeued'; readonly waiting: number }
  | { readonly what: 'nothing_running' }
  | { readonly what: 'cancelling' }
  | { readonly what: 'waiting'; readonly idle: boolean }
  | { readonly what: 'forbidden' }
  | { readonly what: 'finished' }
  | { readonly what: 'dropped'; readonly count: number }
  | {
      readonly what: 'status'
      readonly phase: Phase | null
      readonly startedAt: number
      readonly queued: number
      readonly tasks: number
      readonly policy: string
    }
  | { readonly what: 'tasks'; readonly tasks: readonly TaskLine[] }
  | { readonly what: 'task_cancelled'; readonly number: number }
  | { readonly what: 'no_such_task'; readonly number: number }
  | { readonly what: 'policy'; readonly policy: string; readonly changed: boolean }
  | {
      readonly what: 'language'
      readonly language: string
      readonly known: boolean
      readonly choices: readonly string[]
    }
  | { readonly what: 'background'; readonly number: number }
  | { readonly what: 'unavailable'; readonly option: 'background' | 'steer' | 'parallel'; readonly instead: string }
  | { readonly what: 'delivery_failed'; readonly reference: string }
  | { readonly what: 'help' }
)

/** One line of `/tasks`. */
export interface TaskLine {
  readonly number: number
  readonly title: string
  readonly kind: 'foreground' | 'parallel' | 'background'
  readonly phase: Phase
  readonly startedAt: number
  readonly asker?: Person
}
