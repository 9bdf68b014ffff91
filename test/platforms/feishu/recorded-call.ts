import type { JsonObject } from '../kit/json.ts'

/** A call as the platform saw it. Times are Unix milliseconds of the platform's clock; they appear as things happen. */
export interface RecordedCall {
  /** Its place in the order of arrival, from 1. */
  readonly number: number
  readonly at: number
  /** The app that called; empty when that cannot be told. */
  appId: string
  /** Its name here, such as `message.create`; the address of an unknown one. */
  readonly method: string
  /** The parts of the path, the query and the body, together. */
  readonly params: JsonObject
  /** The HTTP status of the answer. */
  status: number | undefined
  /** The code of the answer; 0 when it did what it says. */
  code: number | undefined
  result: unknown
  /** The words of an error answer. */
  error: string | undefined
  /** When it was answered, or broken off. */
  doneAt: number | undefined
}
