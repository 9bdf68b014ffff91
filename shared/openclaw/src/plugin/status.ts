import type { z } from 'zod'
import type { AccountSnapshot, StatusAdapter, StatusIssue } from '../host/channel-plugin.ts'
import type { HostConfig } from '../host/config.ts'
import type { Accounts } from './accounts.ts'
import type { Finding, OpenChannel, PluginDefinition } from './definition.ts'

/** What `openclaw channels status --probe` found out about an account. */
export interface Probe {
  readonly ok: boolean
  /** The first problem. */
  readonly error?: string
  readonly findings: readonly Finding[]
}

/** Looks at accounts with real calls. */
export type Prober = (account: string, cfg: HostConfig, timeoutMs: number) => Promise<Probe>

/** What operators see of the channel's accounts: the configuration, then what a running account says, then a probe. */
export function statusOf<Schema extends z.ZodObject, Open extends OpenChannel>(
  accounts: Accounts<Schema, Open>,
  definition: PluginDefinition<Schema, Open>,
  probe: Prober,
  config: () => HostConfig,
): StatusAdapter {
  const channel = accounts.id
  return {
    probeAccount: ({ account, cfg, timeoutMs }) => probe(account.accountId, cfg, timeoutMs),
    buildAccountSnapshot({ account, cfg, runtime, probe: found }) {
      return {
        ...accounts.snapshot(account, cfg),
        running: runtime?.running ?? false,
        connected: runtime?.connected ?? false,
        lastStartAt: runtime?.lastStartAt ?? null,
        lastStopAt: runtime?.lastStopAt ?? null,
        lastError: runtime?.lastError ?? null,
        ...(runtime?.lifecycle === undefined ? {} : { lifecycle: runtime.lifecycle }),
        ...(runtime?.mode === undefined ? {} : { mode: runtime.mode }),
        ...(found === undefined ? {} : { probe: found }),
      }
    },
    collectStatusIssues: (snapshots) =>
      snapshots.flatMap((snapshot) => issuesOf(snapshot, channel, (problem) => definition.fixOf?.(problem, config()))),
  }
}

/** A running account's own words, what keeps one from starting, and what the probe found. */
function issuesOf(
  snapshot: AccountSnapshot,
  channel: string,
  fixOf: (problem: string) => string | undefined,
): StatusIssue[] {
  const { accountId, enabled, configured, stateReason, tokenStatus, lastError, probe } = snapshot
  if (enabled === false) return []
  const issue = (kind: StatusIssue['kind'], message: string, fix = fixOf(message)): StatusIssue => ({
    channel,
    accountId,
    kind,
    message,
    ...(fix === undefined ? {} : { fix }),
  })
  if (configured === false) return stateReason === undefined ? [] : [issue('config', stateReason)]
  const issues: StatusIssue[] = []
  if (tokenStatus === 'configured_unavailable' && snapshot.running !== true)
    issues.push(
      issue('auth', 'its secret is a reference without a value here', 'openclaw secrets audit says which and why'),
    )
  if (typeof lastError === 'string' && lastError !== '') issues.push(issue('runtime', lastError))
  for (const { ok, message, fix } of isProbe(probe) ? probe.findings : [])
    if (!ok && message !== lastError) issues.push(issue('runtime', message, fix))
  return issues
}

function isProbe(value: unknown): value is Probe {
  return typeof value === 'object' && value !== null && 'findings' in value && Array.isArray(value.findings)
}
