import { existsSync } from 'node:fs'
import type { z } from 'zod'
import type { DoctorAdapter } from '../host/channel-plugin.ts'
import { dataFile, gatewayRuns } from '../node/store.ts'
import type { Accounts } from './accounts.ts'
import type { OpenChannel, PluginDefinition } from './definition.ts'
import { probeAccount } from './probe.ts'

/** How long doctor looks at one account: a call and a long poll that finds others who poll. */
const PROBE_MS = 12_000

/** What `openclaw doctor` says about the channel: what keeps accounts from working, what has no effect, and the data. */
export function doctorOf<Schema extends z.ZodObject, Open extends OpenChannel>(
  accounts: Accounts<Schema, Open>,
  definition: PluginDefinition<Schema, Open>,
  stateDir: () => string,
): DoctorAdapter {
  return {
    // As the host's bundled channels: senders of groups are those of groupAllowFrom, else those of allowFrom.
    dmAllowFromMode: 'topOnly',
    groupModel: 'hybrid',
    groupAllowFromFallbackToAllowFrom: true,
    warnOnEmptyGroupSenderAllowlist: definition.chatTypes.includes('group'),
    async collectPreviewWarnings({ cfg }) {
      const enabled = accounts.of(cfg).filter((account) => account.enabled)
      const running = gatewayRuns(stateDir())
      const found = await Promise.all(
        enabled.map(async (account) => {
          const where = account.named ? `${accounts.id} (${account.accountId})` : accounts.id
          const { findings } = await probeAccount(accounts, definition, account.accountId, cfg, {
            running,
            timeoutMs: PROBE_MS,
          })
          const problems = findings.filter(({ ok }) => !ok)
          return [
            ...problems.map(({ message, fix }) => `- ${where}: ${message}${fix === undefined ? '' : `. Fix: ${fix}`}`),
            ...accounts.ignored(account).map((line) => `- ${where}: ${line}`),
          ]
        }),
      )
      return [...found.flat(), ...dataLines(accounts.id, dataFile(stateDir()))]
    },
  }
}

/** Where the data is: an uninstalled plugin can no longer say it. */
function dataLines(id: string, file: string): string[] {
  return existsSync(file) ? [`- ${id}: the messages are kept in ${file}; uninstalling the plugin leaves that file`] : []
}
