/* Commits messages in a loop, 16 at once, and says which are acknowledged. Ends at a signal, or when the store fails. */
import { writeSync } from 'node:fs'
import { StoreUnavailableError } from '@holdline/bridge'
import { openSqliteEngine } from '../src/index.ts'

const IN_FLIGHT = 16
const STDOUT = 1

const [path = '', prefix = '', size = '1'] = process.argv.slice(2)
const engine = await openSqliteEngine({ path })
let next = 0

async function commit(): Promise<void> {
  for (;;) {
    const key = `${prefix}${next++}`
    await engine.write([{ type: 'state', scope: 'acked', key, value: 'x'.repeat(Number(size)) }])
    writeSync(STDOUT, `${key}\n`)
  }
}

try {
  await Promise.all(Array.from({ length: IN_FLIGHT }, commit))
} catch (error) {
  writeSync(STDOUT, `failed ${error instanceof StoreUnavailableError ? error.code : error}\n`)
  process.exit(7)
}
