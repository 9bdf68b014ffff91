import type { Json } from '@holdline/bridge'
import type { JSONSchema7 } from 'ai'
import type { ToolOutcome } from '../journal.ts'

/** What a running call gets. */
export interface ToolCall {
  /** Ends the call: the tool server is told. */
  readonly signal: AbortSignal
  /** A sign of work. */
  progress(): void
}

/** Something that the model can use. */
export interface AgentTool {
  /** As the model calls it: `[a-zA-Z0-9_-]{1,64}`, unique among the tools of a turn. */
  readonly name: string
  /** As people see it while it runs. */
  readonly label: string
  readonly description: string
  readonly inputSchema: JSONSchema7
  /**
   * Runs a call. A failure of the tool is an `error-text` outcome that the model reads; anything thrown becomes one too.
   * @throws {ToolGoneError} when the tool can no longer be reached at all: the turn fails
   */
  run(input: { readonly [key: string]: Json }, call: ToolCall): Promise<ToolOutcome>
}

/** The server of a tool is gone for good. */
export class ToolGoneError extends Error {
  override readonly name = 'ToolGoneError'
}
