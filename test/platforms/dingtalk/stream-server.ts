import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { StreamGateway } from './stream-gateway.ts'

/** Lets an HTTP server open streams at `/connect`, for those who have a ticket. */
export function openStreams(server: Server, gateway: StreamGateway): void {
  const sockets = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // A client may leave in the middle of its handshake, and nobody else listens to this socket now.
    socket.on('error', () => {})
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const admitted = url.pathname === '/connect' ? gateway.admit(url.searchParams.get('ticket') ?? '') : undefined
    if (admitted === undefined) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => gateway.attach(webSocket, admitted))
  })
}
