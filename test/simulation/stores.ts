import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Engine } from '@holdline/bridge'
import { createMemoryDatabase } from '@holdline/store-memory'
import { openSqliteEngine } from '@holdline/store-sqlite'
import { onTestFinished } from 'vitest'

/** A database of one test, which any number of nodes connect to. */
export type Connect = () => Promise<Engine>

/** The engines that a test of the whole bridge runs on. */
export const STORES: readonly { readonly name: string; readonly open: () => Promise<Connect> }[] = [
  {
    name: 'memory',
    open: async () => {
      const database = createMemoryDatabase()
      return async () => database.engine()
    },
  },
  {
    name: 'SQLite',
    open: async () => {
      const directory = await mkdtemp(join(tmpdir(), 'holdline-stage-'))
      const opened: Engine[] = []
      onTestFinished(async () => {
        for (const engine of opened) await engine.close()
        await rm(directory, { recursive: true })
      })
      return async () => {
        const engine = await openSqliteEngine({ path: join(directory, 'holdline.db'), synchronous: 'NORMAL' })
        opened.push(engine)
        return engine
      }
    },
  },
]
