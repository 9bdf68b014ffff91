import { setTimeout as sleep } from 'node:timers/promises'

const PATIENCE_MS = 30_000

/** Between two looks. Short: what is waited for is often measured. */
const PAUSE_MS = 10

/** Waits for something that cannot be listened to: asks until `look` finds something. */
export async function eventually<T>(look: () => T | Promise<T>): Promise<Exclude<T, undefined | null | false>> {
  const giveUpAt = Date.now() + PATIENCE_MS
  for (;;) {
    const found = await look()
    if (isFound(found)) return found
    if (Date.now() > giveUpAt) throw new Error(`not within ${PATIENCE_MS} ms: ${look}`)
    await sleep(PAUSE_MS)
  }
}

function isFound<T>(value: T): value is Exclude<T, undefined | null | false> {
  return value !== undefined && value !== null && value !== false
}
