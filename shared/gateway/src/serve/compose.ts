import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  Bridge,
  type BridgeOptions,
  type Channel,
  commandWords,
  createTranslator,
  DEFAULT_RULES,
  DEFAULT_WATCHDOG,
  type Engine,
  type Gateway,
  type Logger,
  parseCommand,
  sessionKeyOf,
} from '@holdline/bridge'
import { locales } from '@holdline/locales'
import { createOwnerRegistry, type OwnerRegistry, openSqliteEngine } from '@holdline/store-sqlite'
import { createWebchat, eventLogOf, type Webchat } from '@holdline/webchat'
import { createAgentGateway } from '../agent/index.ts'
import { PLATFORMS } from '../channels/catalogue.ts'
import type { OpenedChannel } from '../channels/platform.ts'
import { chatSettings } from '../config/chat-settings.ts'
import { languageFor } from '../config/language.ts'
import type { Config } from '../config/schema.ts'
import { systemClock, systemEntropy } from './environment.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { serverTexts } from './server-texts.ts'
import { waitingIn } from './waiting.ts'

/** The data file inside the state directory. */
export const DATA_FILE = 'holdline.db'

/** Where Webchat's built page is. */
const PAGE_DIR = fileURLToPath(new URL('../../../../plugins/webchat/dist/page', import.meta.url))

/** Everything that a running gateway consists of. */
export interface Parts {
  readonly engine: Engine
  readonly owners: OwnerRegistry
  readonly gateway: Gateway
  readonly bridge: Bridge
  readonly webchat: Webchat | undefined
  readonly platforms: readonly OpenedChannel[]
  readonly metrics: Metrics
}

/** Puts a gateway together. Nothing runs yet, besides the open store. */
export async function compose(config: Config, logger: Logger): Promise<Parts> {
  const engine = await openSqliteEngine({ path: join(config.stateDir, DATA_FILE) })
  const owners = createOwnerRegistry(config.stateDir)
  const gateway = createAgentGateway({
    model: {
      ...(config.model.baseUrl === undefined ? {} : { baseUrl: config.model.baseUrl }),
      ...(config.model.apiKey === undefined ? {} : { apiKey: config.model.apiKey }),
      models: modelNames(config),
    },
    ...(config.model.systemPrompt === undefined ? {} : { systemPrompt: config.model.systemPrompt }),
    ...(config.model.firstTokenMs === undefined ? {} : { limits: { firstTokenMs: config.model.firstTokenMs } }),
    mcpServers: config.mcpServers,
    clock: systemClock,
    log: logger,
  })
  const language = languageFor(config.locale) ?? 'en'
  const translator = createTranslator(locales, language)
  const commands = commandWords(locales)
  const webchat = config.webchat.enabled
    ? createWebchat({
        ...(config.webchat.token === undefined ? {} : { token: config.webchat.token }),
        allowedOrigins: config.webchat.allowedOrigins,
        host: config.host,
        locale: config.locale,
        log: eventLogOf(engine, 'default'),
        clock: systemClock,
        logger,
        texts: serverTexts(language),
        isControl: (text) => parseCommand(text, { direct: true, addressed: true, words: commands }) !== null,
        page: { dir: PAGE_DIR },
      })
    : undefined
  const platforms = PLATFORMS.flatMap((platform) =>
    platform.open(config, { commands, language, engine, clock: systemClock, logger }),
  )
  const channels: readonly Channel[] = [
    ...(webchat === undefined ? [] : [webchat]),
    ...platforms.map(({ channel }) => channel),
  ]
  const routes = channels.map(({ route }) => route)
  const metrics = createMetrics({
    running: () => bridge.running,
    waiting: () => waitingIn(engine, routes, systemClock.now()),
  })
  const options: BridgeOptions = {
    nodeId: owners.bootId,
    engine,
    gateway,
    channels,
    clock: systemClock,
    entropy: systemEntropy,
    logger,
    meter: metrics.meter,
    rules: {
      ...DEFAULT_RULES,
      leaseMs: config.leaseMs,
      queueCap: config.queueCap,
      slowAfterMs: config.slowAfterMs,
      collectQuietMs: config.collectQuietMs,
    },
    watchdog: {
      ...DEFAULT_WATCHDOG,
      warnAfterMs: config.warnAfterMs,
      stallAfterMs: config.stallAfterMs,
      laneTimeoutMs: config.laneTimeoutMs,
      toolTimeoutMs: config.toolTimeoutMs,
      ...(config.maxTurnMs === undefined ? {} : { maxTurnMs: config.maxTurnMs }),
    },
    maxConcurrentTurns: config.maxConcurrentTurns,
    translator,
    commands,
    defaultLocale: config.locale,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    actionTtlMs: config.actionTtlMs,
    settings: (chat) => chatSettings(config, chat),
    sessionOf: sessionKeyOf,
    isDead: (owner) => owners.isDead(owner),
  }
  const bridge = new Bridge(options)
  return { engine, owners, gateway, bridge, webchat, platforms, metrics }
}

function modelNames(config: Config): string[] {
  return (config.model.name ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}
