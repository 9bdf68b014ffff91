/* Opens the registry, says its boot id, and lives until it is killed or told to close. */
import { writeSync } from 'node:fs'
import { createOwnerRegistry } from '../src/index.ts'

const [stateDir = ''] = process.argv.slice(2)
const registry = createOwnerRegistry(stateDir)
const alive = setInterval(() => {}, 60_000)
process.once('SIGTERM', () => {
  registry.close()
  clearInterval(alive)
})
writeSync(1, `${registry.bootId}\n`)
