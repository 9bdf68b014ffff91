/** A call as the platform saw it. Times are Unix milliseconds of the platform's clock; they appear as things happen. */
export interface RecordedCall {
  /** Its place in the order of arrival, from 1. */
  readonly number: number
  readonly at: number
  /** The id of the community whose token it carried; `undefined` when it is nobody's. */
  readonly community: number | undefined
  /** As it was called, unknown methods too; `a_check` is a long poll, `upload` an upload. */
  readonly method: string
  /** Without the token. */
  readonly params: Readonly<Record<string, string>>
  /** Whether it was one of the calls of an `execute`. */
  readonly executed: boolean
  result: unknown
  /** The code of an error answer; for a long poll, its `failed`. */
  errorCode: number | undefined
  /** The words of an error answer. */
  error: string | undefined
  /** When it was answered, or broken off. */
  doneAt: number | undefined
}
