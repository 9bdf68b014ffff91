import type { IncomingMessage } from 'node:http'
import { createTranslator } from '@holdline/bridge'
import { locales } from '@holdline/locales'
import {
  type HostConfig,
  type OpenChannel,
  type OpenFiles,
  type PluginDefinition,
  type RouteApi,
  recordOf,
} from '@holdline/openclaw'
import { createWebchat, type Webchat } from './channel.ts'
import { webchatConfig } from './config.ts'
import { userMessageWrite } from './encode.ts'
import { eventLogOf, logScope } from './event-log.ts'
import { fileName, serveFile } from './openclaw-files.ts'
import { page } from './openclaw-page.ts'
import type { ServerTexts } from './texts.ts'

/** Where the page is on the gateway's own port. */
const MOUNT = '/holdline'

/** Where files that the agent has sent are, below that. */
const FILES = 'files/'

interface OpenWebchat extends OpenChannel {
  readonly channel: Webchat
}

/** Webchat as a plugin: the page and its WebSocket under `/holdline/` on the gateway's port. */
export const webchatPlugin: PluginDefinition<ReturnType<typeof ownSchema>, OpenWebchat> = {
  channel: 'webchat',
  label: 'Holdline Webchat',
  description: 'A web chat on the gateway’s own port that always says what the agent is doing.',
  chatTypes: ['direct'],
  idLabel: 'chat id',
  dmPolicy: 'open',
  buttons: true,
  schema: ownSchema(),
  env: { token: 'HOLDLINE_WEBCHAT_TOKEN' },
  missing({ token }, hostConfig) {
    if (token !== undefined || isLoopback(hostConfig)) return null
    return 'channels.holdline-webchat.token: required when gateway.bind is not loopback; for example the output of: openssl rand -hex 24'
  },
  open({ account, config, hostConfig, language, engine, clock, logger, isControl }) {
    const translator = createTranslator(locales, language, 'webchat-server')
    const texts: ServerTexts = (locale, key, params) => translator.text(locale, key, params)
    const channel = createWebchat({
      account,
      ...(config.token === undefined ? {} : { token: config.token }),
      allowedOrigins: config.allowedOrigins,
      host: isLoopback(hostConfig) ? '127.0.0.1' : '0.0.0.0',
      locale: language,
      log: eventLogOf(engine, account),
      clock,
      logger,
      texts,
      isControl,
      page,
    })
    return {
      channel,
      logOf:
        ({ chat }) =>
        (messageId, text) => [userMessageWrite(logScope(account, chat), messageId, text)],
      close: () => channel.close(),
    }
  },
  linkTo: ({ key, name }) => `./${FILES}${key}/${fileName(name)}`,
  register(api, accounts, files) {
    const webchat = (): Webchat | undefined => accounts.get('default')?.channel
    registerMount(api, webchat, files)
  },
}

function ownSchema() {
  return webchatConfig.omit({ enabled: true })
}

function registerMount(api: RouteApi, webchat: () => Webchat | undefined, files: OpenFiles): void {
  api.registerHttpRoute({
    path: MOUNT,
    auth: 'plugin',
    match: 'prefix',
    handler(request, response) {
      if (request.url?.split('?')[0] === MOUNT) {
        response.writeHead(308, { location: `${MOUNT}/` }).end()
        return true
      }
      strip(request)
      if (request.url?.startsWith(`/${FILES}`) === true) {
        void serveFile(request, response, webchat(), files)
        return true
      }
      if (webchat()?.handleRequest(request, response) === true) return true
      response.writeHead(webchat() === undefined ? 503 : 404, { 'content-type': 'text/plain' }).end()
      return true
    },
    handleUpgrade(request, socket, head) {
      strip(request)
      const open = webchat()
      if (open === undefined) socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n')
      else open.handleUpgrade(request, socket, head)
      return true
    },
  })
}

/** The channel knows its paths from its own root. */
function strip(request: IncomingMessage): void {
  request.url = request.url?.slice(MOUNT.length) || '/'
}

/** Whether only this machine reaches the gateway's port. */
function isLoopback(cfg: HostConfig): boolean {
  const { bind } = recordOf(cfg.gateway)
  return bind === undefined || bind === 'loopback'
}
