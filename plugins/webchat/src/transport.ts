import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Inbox } from '@holdline/bridge'
import { type WebSocket, WebSocketServer } from 'ws'
import { type AccessRules, hostAllowed, offeredProtocols, originAllowed, tokenAllowed } from './access.ts'
import { Connection, type ConnectionParts } from './connection.ts'
import { HeartbeatWheel } from './heartbeat-wheel.ts'
import { CLOSE_GRACE_MS, HELLO_DEADLINE_MS, MAX_CONNECTIONS, MAX_FRAME_BYTES, TICK_MS } from './limits.ts'
import { acceptedLanguage } from './locale-tag.ts'
import { SOCKET_PATH, SUBPROTOCOL } from './protocol.ts'

/** What a {@link Transport} works with. */
export interface TransportParts extends Omit<ConnectionParts, 'inbox' | 'later'> {
  readonly access: AccessRules
  /** The language of errors where a client names none. */
  readonly locale: string
  /** Default {@link MAX_CONNECTIONS}. */
  readonly maxConnections?: number
}

const SERVER_OPTIONS = {
  noServer: true,
  maxPayload: MAX_FRAME_BYTES,
  // 100 MB for 200 sockets, measured; frames here are small.
  perMessageDeflate: false,
  clientTracking: false,
  // `@types/ws` does not know it yet, which is why these options stand apart.
  closeTimeout: CLOSE_GRACE_MS,
  handleProtocols: () => SUBPROTOCOL,
}

/** The account's sockets: lets them in, keeps them alive, and closes them. One timer serves all. */
export class Transport {
  readonly #parts: TransportParts
  readonly #server = new WebSocketServer(SERVER_OPTIONS)
  readonly #connections = new Map<WebSocket, Connection>()
  readonly #wheel = new HeartbeatWheel<WebSocket>()
  // By age: the first has waited longest for its hello.
  readonly #greetless = new Map<WebSocket, number>()
  #waiting = new Set<Connection>()
  #inbox: Inbox | null = null
  #letsIn = false
  #stopTimer = () => {}
  #stopWatching = () => {}
  #whenEmpty: (() => void) | null = null

  constructor(parts: TransportParts) {
    this.#parts = parts
  }

  /** How many sockets are open. */
  get size(): number {
    return this.#connections.size
  }

  /** Lets clients in and passes on what they send. */
  open(inbox: Inbox): void {
    this.#inbox = inbox
    this.#letsIn = true
    this.#tickLater()
    this.#stopWatching = this.#parts.log.watch(() => this.#parts.feeds.grew())
  }

  /** Takes nothing from clients any more; they still see what happens. */
  mute(): void {
    this.#inbox = null
  }

  /** Closes all sockets; resolves when they are gone, at the latest after a grace. */
  async close(): Promise<void> {
    this.mute()
    this.#letsIn = false
    this.#stopTimer()
    this.#stopWatching()
    if (this.#connections.size === 0) return
    const empty = new Promise<void>((resolve) => {
      this.#whenEmpty = resolve
    })
    for (const connection of this.#connections.values()) connection.close(1001, 'the server stops')
    const cancel = this.#parts.clock.after(CLOSE_GRACE_MS, () => {
      for (const socket of this.#connections.keys()) socket.terminate()
    })
    await empty
    cancel()
  }

  /** Answers an HTTP upgrade: with a WebSocket, or with a refusal. Takes over the socket. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Without a listener, a peer that resets the connection now would end the process.
    const ignore = () => socket.destroy()
    socket.on('error', ignore)
    const status = this.#refusal(request)
    if (status !== null) {
      this.#parts.logger.info({ status, origin: request.headers.origin }, 'webchat: an upgrade was refused')
      refuse(socket, status)
      return
    }
    this.#server.handleUpgrade(request, socket, head, (client) => {
      socket.off('error', ignore)
      this.#add(client, acceptedLanguage(request.headers['accept-language']) ?? this.#parts.locale)
    })
  }

  #refusal(request: IncomingMessage): number | null {
    const { access, maxConnections = MAX_CONNECTIONS } = this.#parts
    const { headers } = request
    if (request.url?.split('?')[0] !== SOCKET_PATH) return 404
    if (!hostAllowed(access, headers) || !originAllowed(access, headers)) return 403
    if (!tokenAllowed(access, headers)) return 401
    if (!offeredProtocols(headers).includes(SUBPROTOCOL)) return 400
    if (!this.#letsIn || this.#connections.size >= maxConnections) return 503
    return null
  }

  #add(socket: WebSocket, locale: string): void {
    const { logger, clock } = this.#parts
    const connection = new Connection(socket, locale, {
      ...this.#parts,
      inbox: () => this.#inbox,
      later: (one) => this.#waiting.add(one),
    })
    this.#connections.set(socket, connection)
    this.#wheel.add(socket)
    this.#greetless.set(socket, clock.now())
    // An oversized frame is an error here, and one without a listener ends the process. `ws` closes the socket itself.
    socket.on('error', (error) => logger.info({ error }, 'webchat: a socket failed'))
    socket.on('close', (code) => {
      logger.debug({ code }, 'webchat: a socket closed')
      connection.closed()
      this.#connections.delete(socket)
      this.#wheel.delete(socket)
      this.#greetless.delete(socket)
      this.#waiting.delete(connection)
      if (this.#connections.size === 0) this.#whenEmpty?.()
    })
  }

  #tickLater(): void {
    this.#stopTimer = this.#parts.clock.after(TICK_MS, () => {
      this.#tick()
      this.#tickLater()
    })
  }

  #tick(): void {
    const waiting = this.#waiting
    this.#waiting = new Set()
    for (const connection of waiting) connection.goOn()
    this.#closeGreetless()
    for (const socket of this.#wheel.next()) this.#beat(socket)
    this.#parts.feeds.sweep()
  }

  #closeGreetless(): void {
    const deadline = this.#parts.clock.now() - HELLO_DEADLINE_MS
    for (const [socket, since] of this.#greetless) {
      if (since > deadline) return
      this.#greetless.delete(socket)
      const connection = this.#connections.get(socket)
      if (connection?.isOpen === false) connection.close(1008, 'hello expected')
    }
  }

  #beat(socket: WebSocket): void {
    const connection = this.#connections.get(socket)
    if (connection === undefined || socket.readyState !== socket.OPEN) return
    const life = connection.beat()
    if (life === 'stalled') {
      this.#parts.logger.info({ buffered: socket.bufferedAmount }, 'webchat: a reader takes nothing, closing it')
      connection.close(1013, 'reading too slowly')
    } else if (life === 'gone') {
      this.#parts.logger.info({}, 'webchat: a socket did not answer a ping')
      socket.terminate()
    }
  }
}

/** Answers an upgrade in plain HTTP. */
function refuse(socket: Duplex, status: number): void {
  const body = STATUS_CODES[status] ?? ''
  const lines = [
    `HTTP/1.1 ${status} ${body}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${body.length}`,
    ...(status === 401 ? ['WWW-Authenticate: Bearer realm="holdline"'] : []),
    ...(status === 503 ? ['Retry-After: 1'] : []),
  ]
  socket.once('finish', () => socket.destroy())
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`)
}
