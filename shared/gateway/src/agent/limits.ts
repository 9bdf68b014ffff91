/** The numbers that bound a run. Times in milliseconds. */
export interface AgentLimits {
  /** Model calls per turn. A loop of tool calls that has not ended by then is asked to answer with what it has. */
  readonly maxSteps: number
  /** From the request to the first token. */
  readonly firstTokenMs: number
  /** From one token to the next. */
  readonly tokenGapMs: number
  /** Requests in all, per step and model, while the provider says 429. */
  readonly rateLimitTries: number
  /** The longest pause that a provider may ask for; more is told as exhausted. */
  readonly rateLimitMaxWaitMs: number
  /** The first pause after a 429 that names none; doubled each time. */
  readonly rateLimitBackoffMs: number
  /** Requests in all, per step and model, while the provider or the network fails. */
  readonly providerTries: number
  /** The first pause after such a failure; doubled each time. */
  readonly backoffMs: number
  /** The longest such pause. */
  readonly backoffMaxMs: number
  /** Characters of earlier turns that go with a question. */
  readonly historyChars: number
  /** Characters of one tool result. The rest is cut, and the model is told. */
  readonly toolResultChars: number
  /** An open tool call. */
  readonly toolTimeoutMs: number
  /** Calls of one step that run at the same time. */
  readonly parallelTools: number
  /** Between two reports of the answer so far. */
  readonly partialEveryMs: number
  /** How long a turn waits for tool servers that are still starting; it then begins without them. */
  readonly serverWaitMs: number
  /** From starting a tool server to its list of tools. */
  readonly serverStartMs: number
  /** The first pause before a tool server is started again; doubled each time. */
  readonly serverBackoffMs: number
  /** The longest such pause. */
  readonly serverBackoffMaxMs: number
  /** Attempts to start a server again for a call, before it counts as gone. */
  readonly serverTries: number
  /** A child that was asked to end gets this long, twice: after the end of its input, and after SIGTERM. */
  readonly serverStopMs: number
}

/** The defaults, each with its reason. */
export const DEFAULT_LIMITS: AgentLimits = {
  // Long agentic chains are seldom above 30 calls; a runaway loop costs money.
  maxSteps: 50,
  // Reasoning models without streamed thoughts can be silent for a minute; more is a hang.
  firstTokenMs: 120_000,
  // Once tokens flow, a gap of a minute is a dead connection.
  tokenGapMs: 60_000,
  rateLimitTries: 4,
  // A person in a chat does not wait longer than this for a pause that was only announced.
  rateLimitMaxWaitMs: 300_000,
  rateLimitBackoffMs: 2_000,
  providerTries: 3,
  backoffMs: 1_000,
  backoffMaxMs: 30_000,
  // About 50,000 tokens: leaves room for tools and the answer in a 128k window.
  historyChars: 200_000,
  // About 15,000 tokens: one result must not fill the window.
  toolResultChars: 60_000,
  toolTimeoutMs: 30 * 60_000,
  parallelTools: 8,
  // Twenty a second is as fluid as a person can see.
  partialEveryMs: 50,
  serverWaitMs: 10_000,
  // `npx` may have to download the server first.
  serverStartMs: 60_000,
  serverBackoffMs: 1_000,
  serverBackoffMaxMs: 60_000,
  serverTries: 3,
  // The pauses that the MCP specification leaves to the client.
  serverStopMs: 2_000,
}
