import type { FailureCode } from '@holdline/bridge'

/** What an English text of the host means: a failure with a code, or something that our own notices say already. */
export type HostMeaning =
  | { readonly type: 'failure'; readonly code: FailureCode; readonly detail?: string }
  | { readonly type: 'told' }

interface HostText {
  readonly pattern: RegExp
  readonly meaning: HostMeaning
  /** Where the host has it: a file of openclaw 2026.9.6 `dist/` without its hash, or where it was seen. */
  readonly source: string
}

function failure(code: FailureCode): HostMeaning {
  return { type: 'failure', code }
}

const TOLD: HostMeaning = { type: 'told' }

/** The host's texts that people would otherwise read in English, and in the wrong moment. The first that fits counts. */
const HOST_TEXTS: readonly HostText[] = [
  { pattern: /^I'm continuing your interrupted request now/, meaning: TOLD, source: 'main-session-restart-recovery' },
  { pattern: /^(?:⚙️ )?Agent was aborted\b/u, meaning: TOLD, source: 'abort' },
  { pattern: /^✅ New session started\b/u, meaning: TOLD, source: 'commands.runtime' },
  { pattern: /^✅ Session reset\b/u, meaning: TOLD, source: 'commands.runtime' },
  { pattern: /^✅ Approval \S+ submitted\b/u, meaning: TOLD, source: 'commands-approve' },
  { pattern: /rate-limited|rate limit reached/i, meaning: failure('rate_limit_exhausted'), source: 'user-copy' },
  { pattern: /model is at capacity|overloaded/i, meaning: failure('rate_limit_exhausted'), source: 'agent-runner' },
  {
    pattern: /request timed out|timed out before a response/i,
    meaning: failure('provider_timeout'),
    source: 'embedded-agent',
  },
  {
    pattern: /Auto-compaction could not|Context overflow|Context limit exceeded|Context is too large/i,
    meaning: failure('context_overflow'),
    source: 'agent-runner',
  },
  {
    pattern: /Missing API key|billing error|HTTP 40[13]|authentication|re-auth|unauthorized/i,
    meaning: failure('authentication'),
    source: 'user-copy, agent-runner',
  },
  {
    pattern: /request failed \(|temporary internal error|LLM connection failed|rejected the conversation state/i,
    meaning: failure('provider_error'),
    source: 'user-copy, agent-runner',
  },
  {
    pattern: /unfinished tool call|couldn't generate a response/i,
    meaning: failure('provider_error'),
    source: 'agent-runner',
  },
  {
    pattern: /stopped making progress|Previous run is still shutting down/i,
    meaning: failure('lane_timeout'),
    source: 'agent-runner',
  },
  {
    pattern: /Gateway is restarting|interrupted by a gateway restart|run was interrupted/i,
    meaning: failure('gateway_restarted'),
    source: 'agent-runner, main-session-restart-recovery',
  },
  {
    pattern: /couldn't produce or deliver a reply|Something went wrong while processing|Couldn't process this message/i,
    meaning: failure('unknown'),
    source: 'dispatch-from-config.payloads, agent-runner',
  },
]

/** How the host names a tool that failed: `⚠️ Exec failed`, `⚠️ 🛠️ Exec failed: …`, `⚠️ Exec timed out after 5s`. */
const TOOL_FAILED = /^⚠️ (?:\P{L}*)(?<tool>\p{L}[\p{L} _-]{0,40}?) (?:failed|timed out)\b/u

/** A failure text is a sentence or two; an answer that quotes one is longer, or has lines. */
const MAX_LENGTH = 600

/**
 * Reads a text of the host. `isError`: the host itself says that it is a failure, so an unknown one is `unknown`.
 * Without it only texts that begin as the host's do are taken for its own: an agent may well talk about rate limits.
 */
export function readHostText(text: string, isError: boolean): HostMeaning | null {
  const trimmed = text.trim()
  const own = isError || /^(?:⚠️|⚙️|✅|LLM request|Request timed out|I'm continuing)/u.test(trimmed)
  if (!own || (!isError && trimmed.length > MAX_LENGTH)) return null
  const tool = TOOL_FAILED.exec(trimmed)?.groups?.tool
  const known = HOST_TEXTS.find(({ pattern }) => pattern.test(trimmed))
  if (known !== undefined) return known.meaning
  if (tool !== undefined) return { type: 'failure', code: 'tool_failed', detail: tool }
  return isError ? { type: 'failure', code: 'unknown' } : null
}
