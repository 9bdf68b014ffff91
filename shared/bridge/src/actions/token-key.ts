import type { Engine } from '../ports/engine.ts'
import type { Entropy } from '../ports/environment.ts'

/** Bytes of the key that button tokens are made with. */
const KEY_BYTES = 32

/** The key that button tokens are made with: created once in the store, and the same for all nodes. */
export async function tokenKey(engine: Engine, entropy: Entropy): Promise<Uint8Array> {
  const fresh = Buffer.from(entropy.bytes(KEY_BYTES)).toString('base64')
  const key = await engine.updateValue('bridge', 'token-key', (value) => (value === null ? fresh : undefined))
  return Buffer.from(String(key), 'base64')
}
