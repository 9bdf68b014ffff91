import { createMemoryDatabase } from '@holdline/store-memory'
import { runEngineContract } from './engine.ts'

runEngineContract({
  open: async () => {
    const database = createMemoryDatabase()
    const engine = database.engine()
    return {
      engine,
      reopen: async () => {
        await engine.close()
        return database.engine()
      },
      second: async () => database.engine(),
    }
  },
})
