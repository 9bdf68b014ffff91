import type { Phase } from '../words/phase.ts'

/** A running turn of a session, as the model's `tasks_list` and `/tasks` show it. */
export interface TaskView {
  /** The number that `/cancel <n>` and `task_cancel` take. */
  readonly number: number
  readonly kind: 'foreground' | 'parallel' | 'background'
  /** The first words of its question. */
  readonly title: string
  readonly phase: Phase
  readonly startedAt: number
}
