import type { Failure } from './failure.ts'
import type { Person } from './person.ts'

/** Why a turn was stopped before its end. */
export type CancelCause = 'person' | 'new' | 'interrupt' | 'rollback' | 'operator' | 'task'

/** How a turn ended; written once. */
export type Outcome =
  | { readonly type: 'completed' }
  | { readonly type: 'failed'; readonly failure: Failure }
  | { readonly type: 'cancelled'; readonly by: Person | null; readonly cause: CancelCause }
  | { readonly type: 'interrupted'; readonly cause: 'restart' | 'lane_timeout' | 'message' }
