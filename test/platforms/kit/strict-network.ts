import { HttpResponse, type RequestHandler } from 'msw'
import { setupServer } from 'msw/node'
import { isJsonObject } from './json.ts'

/** Intercepts this process's fetches with the handlers, until `close`. */
export interface StrictNetwork {
  /** The URLs that no handler answered; a test asserts that there are none. */
  readonly leaks: readonly string[]
  close(): void
}

/** The address in an msw frame, which is typed as anything: an HTTP request or a WebSocket connection. */
function urlOf(data: unknown): string {
  if (!isJsonObject(data)) return 'an unknown frame'
  const { request, connection } = data
  if (request instanceof Request) return request.url
  const client = isJsonObject(connection) ? connection.client : undefined
  return isJsonObject(client) ? String(client.url) : 'an unknown frame'
}

/**
 * Starts msw such that nothing reaches the network unnoticed: what no handler answers fails like a dead line and is
 * noted. A WebSocket is noted too, but opens to msw itself and stays silent. (The ready-made `error` strategy lets asset
 * names such as `.png` through, and a plain throw would look like a 500 of the server.)
 */
export function strictNetwork(handlers: readonly RequestHandler[]): StrictNetwork {
  const leaks: string[] = []
  const server = setupServer(...handlers)
  server.listen({
    onUnhandledFrame({ frame }) {
      leaks.push(urlOf(frame.data))
      throw HttpResponse.error()
    },
  })
  return { leaks, close: () => server.close() }
}
