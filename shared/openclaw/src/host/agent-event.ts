/** What the host says while an agent runs. `data` is read by {@link readAgentEvent}'s users field by field: it is not ours. */
export interface AgentEvent {
  readonly runId: string
  /** `lifecycle`, `run_status`, `tool`, `assistant`, `compaction` and others. */
  readonly stream: string
  readonly sessionKey?: string | undefined
  readonly data: Readonly<Record<string, unknown>>
}
