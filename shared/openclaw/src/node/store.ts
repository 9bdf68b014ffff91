import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Engine } from '@holdline/bridge'
import { createOwnerRegistry, type OwnerRegistry, openSqliteEngine } from '@holdline/store-sqlite'
import { FileStore } from './file-store.ts'

/** The suite's folder in the host's state directory. */
const FOLDER = 'holdline'

/** The data file in it: one for all plugins. */
const DATA_FILE = 'holdline.db'

/** A store that is open. */
export interface OpenStore {
  readonly engine: Engine
  readonly owners: OwnerRegistry
  close(): Promise<void>
}

/** Where the suite keeps its data. */
export function dataFile(hostStateDir: string): string {
  return join(hostStateDir, FOLDER, DATA_FILE)
}

/** The files that agents have sent. */
export function openFiles(hostStateDir: string): FileStore {
  return new FileStore(join(hostStateDir, FOLDER))
}

/** Whether a gateway with accounts of the suite runs on this state directory, as its locks prove. */
export function gatewayRuns(hostStateDir: string): boolean {
  const folder = join(hostStateDir, FOLDER)
  if (!existsSync(join(folder, 'owners'))) return false
  const registry = createOwnerRegistry(folder)
  try {
    return readdirSync(join(folder, 'owners')).some((owner) => owner !== registry.bootId && !registry.isDead(owner))
  } finally {
    registry.close()
  }
}

/** Opens the suite's store for one user of it: an account, or a command. */
export async function openStore(hostStateDir: string): Promise<OpenStore> {
  const folder = join(hostStateDir, FOLDER)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const engine = await openSqliteEngine({ path: dataFile(hostStateDir) })
  const owners = createOwnerRegistry(folder)
  return {
    engine,
    owners,
    async close() {
      await engine.close()
      owners.close()
    },
  }
}
