import type { TokenBucket } from '../kit/token-bucket.ts'

/** What an app may do; taken away, the API answers 403. */
export type Permission = 'robot' | 'cards' | 'emotions'

/** One robot: an internal app with Stream mode on. */
export interface App {
  readonly clientId: string
  /** May be changed, as when an operator resets it: then what was given out before is of no use. */
  clientSecret: string
  readonly robotCode: string
  readonly name: string
  readonly permissions: Set<Permission>
  /** Valid access tokens, and until when. */
  readonly tokens: Map<string, number>
  /** Tickets that nobody has used yet. */
  readonly tickets: Map<string, Ticket>
  readonly cardBudget: TokenBucket
  readonly robotBudget: TokenBucket
}

/** What opens one connection. */
export interface Ticket {
  readonly until: number
  /** Topics of its CALLBACK subscriptions. */
  readonly topics: ReadonlySet<string>
}
