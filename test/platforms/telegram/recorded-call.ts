import type { JsonObject } from '../kit/json.ts'

/** A call as the platform saw it. Times are Unix milliseconds of the platform's clock; they appear as things happen. */
export interface RecordedCall {
  /** Its place in the order of arrival, from 1. */
  readonly number: number
  readonly at: number
  /** The username of the bot. */
  readonly bot: string
  /** As it was called; unknown methods too. */
  readonly method: string
  readonly params: JsonObject
  /** The names of the files that came with it. */
  readonly files: readonly string[]
  /** The HTTP status of the answer. */
  status: number | undefined
  result: unknown
  /** The description of an error answer. */
  error: string | undefined
  /** When it was answered, or broken off. */
  doneAt: number | undefined
}
