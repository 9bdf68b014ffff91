/** Somebody who can be in a chat: a person, or a community, whose id is negative. */
export interface Participant {
  readonly ownerId: number
}
