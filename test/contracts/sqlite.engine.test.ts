import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Engine } from '@holdline/bridge'
import { openSqliteEngine } from '@holdline/store-sqlite'
import { onTestFinished } from 'vitest'
import { runEngineContract } from './engine.ts'

runEngineContract({
  open: async () => {
    const directory = await mkdtemp(join(tmpdir(), 'holdline-engine-'))
    const opened: Engine[] = []
    onTestFinished(async () => {
      for (const engine of opened) await engine.close()
      await rm(directory, { recursive: true })
    })
    const open = async (): Promise<Engine> => {
      const engine = await openSqliteEngine({ path: join(directory, 'holdline.db') })
      opened.push(engine)
      return engine
    }
    const engine = await open()
    return {
      engine,
      reopen: async () => {
        await engine.close()
        return open()
      },
      second: open,
    }
  },
})
