import type { TurnRecord } from '../store/records.ts'
import type { ActionResult } from '../words/action.ts'
import type { Say } from './asides.ts'

/** What decisions lead to. */
export interface IntakeHost {
  started(turns: readonly TurnRecord[]): void
  cancelled(turns: readonly TurnRecord[]): void
  ended(turns: readonly TurnRecord[]): void
  /** Notices or the outbox have something to do. */
  changed(): void
  /** Something of this session is due later. */
  dueAt(at: number): void
  /** The words of a tap's answer, or of a command's that named a task by its number. */
  tapText(result: ActionResult, action: string, locale: string, task?: number): string
  /** The words of a refusal, for channels that tell it themselves. */
  refusalText(why: 'full' | 'draining' | 'policy', locale: string): string
  /** Sends what the agent runtime said to an aside. */
  readonly say: Say
}
