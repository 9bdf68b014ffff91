/** Somebody in a chat, as the platform names them. */
export interface Person {
  /** The platform's id for them; stable, unique per channel. */
  readonly id: string
  /** A display name, untrusted text. */
  readonly name?: string
  /** The language the platform reports for them (BCP 47), if any. */
  readonly locale?: string
  /** Whether the platform says they administer this chat. */
  readonly admin?: boolean
}
