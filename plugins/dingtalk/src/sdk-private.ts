import type { DWClient } from 'dingtalk-stream'
import type { WebSocket } from 'ws'

/*
 * The only reach into the SDK's private parts (dingtalk-stream 2.1.5, pinned): its own `_connect` logs to stdout, never
 * rejects in time and retries by itself, so that we open the socket and hand it over.
 */

/** Makes a client send its acks and pongs over this socket. */
export function useSocket(client: DWClient, socket: WebSocket | undefined): void {
  Reflect.set(client, 'socket', socket)
}
