import type { Channel, Clock, Engine, Logger, Turn } from '@holdline/bridge'
import type { HostRuntime } from '../host/api.ts'
import type { ReplyPayload } from '../host/inbound.ts'
import type { Doors } from './doors.ts'
import type { Routes } from './routes.ts'
import type { RunWatch } from './run-watch.ts'

/** What runs in the host are made with. */
export interface GatewayParts {
  readonly runtime: HostRuntime
  readonly routes: Routes
  readonly watch: RunWatch
  readonly doors: Doors
  readonly engine: Engine
  readonly clock: Clock
  readonly logger: Logger
  /** Says in a turn's chat how to decide what its tool waits for; once per approval. */
  offerApproval(turn: Turn, approval: string): void
  /**
   * Asks what the agent wants to know, at once: the turn waits for the answer. `card`: the host's, with a button for each
   * answer to choose. Resolves when the platform has it.
   */
  ask(turn: Turn, question: string, card: unknown): Promise<void>
  /** Opens what people sent; absent: the channel has no files. */
  readonly openAttachment: Channel['openAttachment']
  /**
   * Sends a part of a turn's answer that is more than words: cards with buttons, and files. Resolves when the platform
   * has it.
   */
  sendRich(turn: Turn, part: number, payload: ReplyPayload): Promise<void>
  /** Whether this person may give the host's own commands in this chat. */
  mayCommand(channel: string, account: string, person: string): boolean
}
