import type { Participant } from './participant.ts'

/** What their client says of itself with a message. Source: docs, bots-long-poll: client_info. */
export interface ClientInfo {
  readonly button_actions: readonly string[]
  readonly keyboard: boolean
  readonly inline_keyboard: boolean
  readonly carousel: boolean
  readonly lang_id: number
}

/** What the platform knows of a person. */
export interface Profile extends Participant {
  readonly id: number
  readonly firstName: string
  readonly lastName: string
  readonly clientInfo: ClientInfo
}
