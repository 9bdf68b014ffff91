import { tokenAllowed } from '@holdline/webchat'
import type { Config } from '../config/schema.ts'
import { compose, type Parts } from './compose.ts'
import { closeHttp, createHttp, listen } from './http.ts'
import { createLogger } from './logger.ts'
import { writePidFile } from './pid-file.ts'
import { secretsOf } from './secrets.ts'

/**
 * `holdline start`: runs the gateway until a signal ends it. Resolves with the exit code. `strange`: variables that look
 * like ours and mean nothing.
 *
 * @throws {ConfigurationError} when it cannot start as configured
 */
export async function start(config: Config, strange: readonly string[]): Promise<number> {
  const logger = createLogger(config.logLevel, secretsOf(config))
  for (const variable of strange) logger.warn({ variable }, 'there is no such variable; it changes nothing')
  const parts = await compose(config, logger)
  let ready = false
  const server = createHttp({
    webchat: parts.webchat,
    metrics: parts.metrics,
    authorized: ({ headers }) => tokenAllowed(config.webchat, headers),
    webhook: (request, response) =>
      parts.platforms.some((platform) => platform.handleWebhook?.(request, response) === true),
    ready: () => ready,
    alive: () =>
      parts.engine.find.value('bridge', 'token-key').then(
        () => true,
        () => false,
      ),
  })
  const signalled = firstSignal()
  let removePidFile = (): void => {}
  try {
    const url = await listen(server, config.host, config.port)
    // Not before: a start that finds the port taken must not take away the file of the gateway that has it.
    removePidFile = writePidFile(config.stateDir)
    await parts.bridge.start()
    ready = true
    logger.info(
      { url, stateDir: config.stateDir, model: config.model.baseUrl === undefined ? 'demo' : config.model.name },
      'the gateway is ready',
    )
    for (const remark of remarks(config, parts)) logger.warn({}, remark)
    process.stdout.write(`holdline ready ${url}\n`)
    const signal = await signalled
    ready = false
    logger.info({ signal, running: parts.bridge.running, drainMs: config.drainMs }, 'the gateway stops')
    await parts.bridge.stop(config.drainMs)
  } finally {
    await parts.webchat?.close()
    await closeHttp(server)
    await parts.gateway.close?.()
    await parts.engine.close()
    parts.owners.close()
    removePidFile()
  }
  return 0
}

/** What is valid, and hardly what was meant. */
function remarks(config: Config, parts: Parts): string[] {
  const { baseUrl, name } = config.model
  return [
    ...(baseUrl === undefined && name !== undefined
      ? [`the model "${name}" is not used, the demo model answers: OPENAI_BASE_URL is not set`]
      : []),
    ...(parts.webchat === undefined && parts.platforms.length === 0
      ? ['nobody can write to the agent: the web chat is off and no messenger is configured']
      : []),
  ]
}

/** Ctrl-C (SIGINT) reaches the gateway twice under `npm start`, from the terminal and from npm: within this time it is one wish. */
const SAME_WISH_MS = 500

/** Resolves with the first signal that asks to stop. A second one ends the process at once. */
function firstSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let askedAt: number | undefined
    const onSignal = (signal: NodeJS.Signals): void => {
      const again = askedAt !== undefined && (signal !== 'SIGINT' || Date.now() - askedAt > SAME_WISH_MS)
      if (again) process.exit(0)
      askedAt ??= Date.now()
      resolve(signal)
    }
    process.on('SIGTERM', onSignal)
    process.on('SIGINT', onSignal)
  })
}
