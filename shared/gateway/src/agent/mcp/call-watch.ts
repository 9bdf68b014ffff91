import { AsyncLocalStorage } from 'node:async_hooks'

/** What a transport needs to know and tell about the tool call that it carries. */
export interface CallWatch {
  /** Aborts when the call is cancelled; never once it has ended. */
  readonly signal: AbortSignal
  /** The server has sent something for this call. */
  progress(): void
  /** The stream that was to bring the result has ended. */
  streamEnded(): void
}

/**
 * The call that is being sent. The MCP client has no way to pass a call's watcher to its transport, but sends from within
 * the call, so that the transport finds it here.
 */
export const callWatch = new AsyncLocalStorage<CallWatch>()
