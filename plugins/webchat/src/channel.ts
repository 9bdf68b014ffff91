import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import {
  type Channel,
  ChannelError,
  type ChannelHealth,
  type Clock,
  type Json,
  type Logger,
  type Notice,
  routeOf,
  StoreUnavailableError,
} from '@holdline/bridge'
import { type AccessRules, isLoopback, tokenAllowed } from './access.ts'
import type { ChatFeed } from './chat-feed.ts'
import { ChatFeeds } from './chat-feeds.ts'
import { storedChoices, storedNotice, storedReply } from './encode.ts'
import type { EventLogPort } from './event-log.ts'
import { EDIT_EVERY_MS, MAX_REPLY_TEXT, TYPING_EVERY_MS } from './limits.ts'
import { type PageSource, readPage } from './page-files.ts'
import { Site } from './site.ts'
import { answerOverHttp } from './site-server.ts'
import type { StoredEvent } from './stored-event.ts'
import type { ServerTexts } from './texts.ts'
import { Transport } from './transport.ts'

/** What Webchat is made of. */
export interface WebchatOptions {
  /** Default `default`. */
  readonly account?: string
  /** The access token; none: everybody who reaches the port may chat. */
  readonly token?: string
  /** Origins besides the own one, as in the configuration. */
  readonly allowedOrigins: readonly string[]
  /** The address that the HTTP server listens on: on loopback, foreign `Host` names are refused. */
  readonly host: string
  /** The language of texts for a client that names none. */
  readonly locale: string
  readonly log: EventLogPort
  readonly clock: Clock
  readonly logger: Logger
  readonly texts: ServerTexts
  /** Whether a text is a control command, by the core's parser: such are exempt from the rate limit. */
  readonly isControl: (text: string) => boolean
  readonly page: PageSource
  /** Sockets at a time; default 15 000. */
  readonly maxConnections?: number
}

/**
 * The Webchat channel. It owns no server: its host passes on HTTP requests and upgrades, and closes it before the server.
 */
export interface Webchat extends Channel {
  /** Answers an upgrade request and takes over its socket, whatever its path. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Answers a request for the page or the token form. False: not ours, nothing was done. */
  handleRequest(request: IncomingMessage, response: ServerResponse): boolean
  /** Whether a request carries the token (or needs none): for the host's own protected paths, such as `/metrics`. */
  isAuthorized(request: IncomingMessage): boolean
  /** Says goodbye to all clients. Events sent later are kept and shown after a reconnect. */
  close(): Promise<void>
}

/** Makes a Webchat. */
export function createWebchat(options: WebchatOptions): Webchat {
  const { account = 'default', token, log, clock, logger } = options
  const access: AccessRules = {
    ...(token !== undefined && { token }),
    allowedOrigins: options.allowedOrigins,
    loopback: isLoopback(options.host),
  }
  const feeds = new ChatFeeds(account, log, clock)
  const transport = new Transport({ ...options, account, access, feeds })
  const site = new Site({ access, page: readPage(options.page), texts: options.texts, locale: options.locale })
  let state: ChannelHealth['state'] = 'starting'

  async function show(notice: Notice): Promise<Json> {
    const { noticeId } = notice
    await writeTo(feeds.of(notice.chat.chat), noticeId, storedNotice(notice, clock.now()))
    return { noticeId }
  }

  return {
    route: routeOf({ channel: 'webchat', account }),
    capabilities: {
      edit: true,
      stream: true,
      maxText: MAX_REPLY_TEXT,
      files: false,
      buttons: true,
      idempotentSend: true,
      typing: { everyMs: TYPING_EVERY_MS, trace: false },
      editEveryMs: EDIT_EVERY_MS,
      refusesInline: true,
    },
    async start(inbox, signal) {
      signal.throwIfAborted()
      transport.open(inbox)
      state = 'ready'
      signal.addEventListener('abort', () => {
        transport.mute()
        state = 'stopped'
      })
    },
    async send(reply) {
      const event = storedReply(reply)
      const feed = feeds.of(reply.chat.chat)
      feed.finish(event.messageId)
      await writeTo(feed, event.messageId, event)
      const choices = storedChoices(reply, options.texts(options.locale, 'choose'), clock.now())
      if (choices !== null) await writeTo(feed, choices.noticeId, choices)
      return { messageId: event.messageId }
    },
    notify: show,
    edit: (_ref, notice) => show(notice),
    stream(partial) {
      feeds.of(partial.chat.chat).stream(partial)
    },
    async typing(chat, on) {
      feeds.of(chat.chat).typing(on)
    },
    health: () => ({ state, detail: `${transport.size} connections` }),
    handleUpgrade: (request, socket, head) => transport.handleUpgrade(request, socket, head),
    handleRequest: (request, response) => answerOverHttp(site, request, response, logger),
    isAuthorized: (request) => tokenAllowed(access, request.headers),
    close: () => transport.close(),
  }
}

async function writeTo(feed: ChatFeed, subject: string, event: StoredEvent): Promise<void> {
  try {
    await feed.write(subject, event)
  } catch (cause) {
    // Writing the same revision again has no effect, so trying again is right even where it may have worked.
    if (cause instanceof StoreUnavailableError) throw new ChannelError('retry', cause.message, { cause })
    throw cause
  }
}
