import type { Answer } from '../../kit/answer.ts'
import type { JsonObject } from '../../kit/json.ts'
import type { FeishuApp, Scope } from '../app.ts'
import type { Parameters } from '../incoming.ts'
import type { Platform } from '../platform.ts'
import type { RecordedCall } from '../recorded-call.ts'

/** What a method is run with. */
export interface MethodContext {
  readonly platform: Platform
  /** The app that calls. */
  readonly app: FeishuApp
  /** The parts of the path that stand for something. */
  readonly path: Readonly<Record<string, string>>
  readonly params: Parameters
  readonly call: RecordedCall
}

/** One method of the API. */
export interface Method {
  readonly name: string
  readonly verb: string
  /** With `:name` where something stands for itself. */
  readonly path: string
  /** The parameters that it has; others are noted. */
  readonly query?: readonly string[]
  readonly body?: readonly string[]
  readonly scope?: Scope
  /** What stands in the answer beside `code` and `msg`; or an answer of another kind. */
  run(context: MethodContext): JsonObject | { readonly answer: Answer }
}
