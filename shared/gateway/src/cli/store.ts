import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DEFAULT_RULES, type Engine, type GateContext } from '@holdline/bridge'
import { createOwnerRegistry, type OwnerRegistry, openSqliteEngine } from '@holdline/store-sqlite'
import type { Config } from '../config/schema.ts'
import { DATA_FILE } from '../serve/compose.ts'
import { systemClock, systemEntropy } from '../serve/environment.ts'

/** The store as the command line uses it, beside a running gateway. */
export interface CliStore {
  readonly engine: Engine
  readonly owners: OwnerRegistry
  /** The gate's view of this process: it owns nothing and starts nothing, it only writes wishes. */
  context(): GateContext
}

/** Opens the store for one command. `null` when there is none yet: nothing has happened in this state directory. */
export async function withStore<T>(config: Config, use: (store: CliStore) => Promise<T>, absent: () => T): Promise<T> {
  const path = join(config.stateDir, DATA_FILE)
  if (!existsSync(path)) return absent()
  const engine = await openSqliteEngine({ path })
  const owners = createOwnerRegistry(config.stateDir)
  try {
    return await use({ engine, owners, context: () => contextOf(owners, config) })
  } finally {
    await engine.close()
    owners.close()
  }
}

function contextOf(owners: OwnerRegistry, config: Config): GateContext {
  const now = systemClock.now()
  return {
    now,
    owner: owners.bootId,
    routes: new Set(),
    rules: { ...DEFAULT_RULES, leaseMs: config.leaseMs, queueCap: config.queueCap },
    capabilities: { resume: true, steer: true, parallel: true, erase: true },
    draining: false,
    isGone: (turn) => turn.expiresAt <= now || owners.isDead(turn.owner),
    id: () => systemEntropy.id(),
  }
}
