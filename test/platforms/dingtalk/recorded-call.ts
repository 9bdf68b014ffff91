import type { JsonObject } from '../kit/json.ts'

/** A call as the platform saw it. Times are Unix milliseconds of the platform's clock. */
export interface RecordedCall {
  /** Its place in the order of arrival, from 1. */
  readonly number: number
  readonly at: number
  /** The endpoint's short name, such as `sendBySession`; the path of one that is not known. */
  readonly endpoint: string
  readonly body: JsonObject
  /** The HTTP status of the answer; none yet, or it was broken off. */
  status: number | undefined
  /** The code of an error answer: a word of the API, or the errcode of a webhook. */
  error: string | undefined
  /** When it was answered, or broken off. */
  doneAt: number | undefined
}
