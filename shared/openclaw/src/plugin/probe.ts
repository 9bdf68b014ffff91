import type { z } from 'zod'
import { accountOf } from '../config/sections.ts'
import type { HostConfig } from '../host/config.ts'
import type { Accounts } from './accounts.ts'
import type { Finding, OpenChannel, PluginDefinition } from './definition.ts'
import type { Probe } from './status.ts'

/** Looks at one account with real calls, in the time that is given. `running`: a gateway receives for it now. */
export async function probeAccount<Schema extends z.ZodObject, Open extends OpenChannel>(
  accounts: Accounts<Schema, Open>,
  definition: PluginDefinition<Schema, Open>,
  name: string,
  cfg: HostConfig,
  options: { readonly running: boolean; readonly timeoutMs: number },
): Promise<Probe> {
  const account = accountOf(cfg, accounts.id, name)
  const obstacle = accounts.obstacle(account, cfg)
  if (obstacle !== null) return probeOf([{ ok: false, message: obstacle }])
  if (definition.probe === undefined) return probeOf([])
  const found = definition.probe({ name, config: accounts.own(account), hostConfig: cfg }, options.running)
  return probeOf(await inTime(found, options.timeoutMs))
}

/** A probe that takes longer tells that, instead of nothing. */
async function inTime(work: Promise<readonly Finding[]>, timeoutMs: number): Promise<readonly Finding[]> {
  const late = Promise.withResolvers<readonly Finding[]>()
  const timer = setTimeout(() => {
    const message = `no answer within ${Math.ceil(timeoutMs / 1000)} s`
    late.resolve([{ ok: false, message, fix: 'check the network, or try again with a longer --timeout' }])
  }, timeoutMs)
  try {
    return await Promise.race([work, late.promise])
  } finally {
    clearTimeout(timer)
  }
}

function probeOf(findings: readonly Finding[]): Probe {
  const problem = findings.find(({ ok }) => !ok)
  return { ok: problem === undefined, ...(problem === undefined ? {} : { error: problem.message }), findings }
}
