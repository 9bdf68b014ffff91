import type { RequestHandler } from 'msw'
import { strictNetwork } from './strict-network.ts'

/** Puts a platform before the network. The result ends that and stops the platform; it throws when a request went past it. */
export function intercepted(handlers: readonly RequestHandler[], stop: () => void = () => {}): () => Promise<void> {
  const network = strictNetwork(handlers)
  return async () => {
    stop()
    network.close()
    if (network.leaks.length > 0) throw new Error(`not intercepted: ${network.leaks.join(', ')}`)
  }
}
