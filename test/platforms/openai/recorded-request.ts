import type { JsonObject } from '../kit/json.ts'
import type { ChatRequest } from './chat-request.ts'

/** One request as the server saw it. Times are Unix milliseconds; they appear as things happen. */
export interface RecordedRequest {
  /** Its place in the order of arrival, from 1. */
  readonly number: number
  readonly at: number
  readonly method: string
  readonly path: string
  /** By lower-case name; the value of `authorization` is not kept. */
  readonly headers: Readonly<Record<string, string>>
  /** The parsed body, where it is a JSON object. */
  readonly body: JsonObject | undefined
  /** A typed view of a chat completion request that kept the rules. */
  chat: ChatRequest | undefined
  /** The scripted step that answers it. */
  step: string | undefined
  /** The status it was answered with. */
  status: number | undefined
  /** When the server had sent all of its answer, or broke off by script. */
  endedAt: number | undefined
  /** When the client closed the connection before the answer's end. */
  abortedAt: number | undefined
}
