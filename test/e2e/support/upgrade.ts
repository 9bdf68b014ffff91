import { WebSocket } from 'ws'

/** How a connection is asked for. */
export interface Upgrade {
  readonly path?: string
  readonly protocols?: readonly string[]
  readonly headers?: Readonly<Record<string, string>>
}

/** Asks a gateway for a WebSocket, and leaves. Resolves with the status: 101 when it was given. */
export function upgradeStatus(
  url: string,
  { path = '/ws', protocols = ['holdline.v1'], headers = {} }: Upgrade,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}${path}`, [...protocols], { headers })
    socket.on('open', () => {
      socket.terminate()
      resolve(101)
    })
    socket.on('unexpected-response', (_request, response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    socket.on('error', reject)
  })
}
