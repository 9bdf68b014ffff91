/** A rule of a platform that a bot broke. */
export interface BrokenRule<RuleName, Call> {
  readonly rule: RuleName
  /** Who says that it is a rule. */
  readonly source: string
  /** What the API answered, or what happened. */
  readonly message: string
  /** The call; none for something that the bot failed to do. */
  readonly call: Call | undefined
}
