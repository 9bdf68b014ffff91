import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Logger } from '@holdline/bridge'
import { createTranslator } from '@holdline/bridge'
import { locales } from '@holdline/locales'
import { ManualClock } from '../../../../test/platforms/kit/manual-clock.ts'
import { createWebchat, type Webchat, type WebchatOptions } from '../channel.ts'
import { CLOSE_GRACE_MS } from '../limits.ts'
import { FakeInbox } from './fake-inbox.ts'
import { MemoryEventLog } from './memory-event-log.ts'

/** A log line as tests look at it. */
export interface LogLine {
  readonly level: keyof Logger
  readonly fields: Readonly<Record<string, unknown>>
  readonly message: string
}

/** A Webchat on a real HTTP server, with a clock that stands still. */
export interface WebchatServer {
  readonly webchat: Webchat
  readonly clock: ManualClock
  readonly log: MemoryEventLog
  readonly inbox: FakeInbox
  readonly lines: readonly LogLine[]
  /** The server's ends of upgraded connections, in order. */
  readonly sockets: readonly Duplex[]
  readonly port: number
  /** `ws://…/ws`. */
  readonly socketUrl: string
  /** Stops receiving, as a host does when it drains. */
  stop(): void
  close(): Promise<void>
}

/** What a test chooses. */
export type ServerChoices = Partial<
  Pick<WebchatOptions, 'token' | 'allowedOrigins' | 'host' | 'page' | 'maxConnections'>
> & {
  /** The log of an earlier server. */
  readonly log?: MemoryEventLog
}

/** The texts of Webchat, from `locales/`, English where a language has none. */
export const testTexts = createTranslator(locales, 'en', 'webchat-server').text

/** Starts a Webchat on a free port. */
export async function startWebchat(choices: ServerChoices = {}): Promise<WebchatServer> {
  const clock = new ManualClock()
  const { log = new MemoryEventLog(), ...options } = choices
  const inbox = new FakeInbox(log)
  const lines: LogLine[] = []
  const webchat = createWebchat({
    allowedOrigins: [],
    host: '127.0.0.1',
    locale: 'en',
    page: { files: new Map([['index.html', Buffer.from('<!doctype html><title>page</title>')]]) },
    ...options,
    log,
    clock,
    logger: recorder(lines),
    texts: testTexts,
    isControl: (text) => text.startsWith('/'),
  })
  const sockets: Duplex[] = []
  const server = createServer((request, response) => {
    if (request.url === '/metrics') response.writeHead(webchat.isAuthorized(request) ? 200 : 401).end()
    else if (!webchat.handleRequest(request, response)) response.writeHead(404).end('not the site')
  })
  server.on('upgrade', (request, socket, head) => {
    sockets.push(socket)
    webchat.handleUpgrade(request, socket, head)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const abort = new AbortController()
  await webchat.start(inbox, abort.signal)
  const { port } = addressOf(server.address())
  return {
    webchat,
    clock,
    log,
    inbox,
    lines,
    sockets,
    port,
    socketUrl: `ws://127.0.0.1:${port}/ws`,
    stop: () => abort.abort(),
    async close() {
      const closed = webchat.close()
      clock.advance(CLOSE_GRACE_MS)
      await closed
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function addressOf(address: string | AddressInfo | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return address
}

function recorder(lines: LogLine[]): Logger {
  const at = (level: keyof Logger) => (fields: LogLine['fields'], message: string) =>
    lines.push({ level, fields, message })
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
