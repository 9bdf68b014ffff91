import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { ConfigurationError, type SessionLine, sessionLine } from '@holdline/bridge'
import { probeToolServers } from '../agent/index.ts'
import { PLATFORMS } from '../channels/catalogue.ts'
import type { Finding } from '../channels/platform.ts'
import type { Config } from '../config/schema.ts'
import { systemClock } from '../serve/environment.ts'
import { hider } from '../serve/logger.ts'
import { readPid } from '../serve/pid-file.ts'
import { secretsOf } from '../serve/secrets.ts'
import { EXIT } from './exit-codes.ts'
import { print } from './output.ts'
import { withStore } from './store.ts'

/** The fix for what names its own. */
const AS_IT_SAYS = 'correct it as the message says'

/** How long tool servers may take to start: the first `npx` of one fetches it. */
const TOOL_SERVER_TIMEOUT_MS = 30_000

/** How long the model server may take to answer. */
const MODEL_TIMEOUT_MS = 10_000

/** `doctor`: looks at everything a gateway needs, with real calls, and names a fix for every finding. */
export async function doctor(load: () => Config, options: { readonly json: boolean }): Promise<number> {
  const findings = await examine(load)
  if (options.json) print(JSON.stringify({ ok: findings.every((finding) => finding.ok), findings }))
  else
    for (const finding of findings)
      print(
        `${finding.ok ? 'ok   ' : 'FOUND'}  ${finding.check}: ${finding.message}${finding.fix === undefined ? '' : `\n       fix: ${finding.fix}`}`,
      )
  return findings.every((finding) => finding.ok) ? EXIT.done : EXIT.found
}

async function examine(load: () => Config): Promise<Finding[]> {
  let config: Config
  try {
    config = load()
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    return [{ check: 'configuration', ok: false, message: error.message, fix: AS_IT_SAYS }]
  }
  const hide = hider(secretsOf(config))
  const findings: Finding[] = [
    { check: 'configuration', ok: true, message: 'valid' },
    gatewayFinding(config),
    ...(await storeFindings(config)),
    await modelFinding(config),
    ...(await toolServerFindings(config)),
    ...(await channelFindings(config)),
  ]
  return findings.map((finding) => ({ ...finding, message: hide(finding.message) }))
}

async function toolServerFindings(config: Config): Promise<Finding[]> {
  const found = await probeToolServers(config.mcpServers, systemClock, AbortSignal.timeout(TOOL_SERVER_TIMEOUT_MS))
  return found.map(({ name, tools, problem }) =>
    problem === undefined
      ? { check: 'tools', ok: true, message: `${name} offers ${tools} tools` }
      : {
          check: 'tools',
          ok: false,
          message: `the tool server ${name} cannot be used: ${problem}`,
          fix: `correct mcpServers.${name}, or start what it needs`,
        },
  )
}

async function channelFindings(config: Config): Promise<Finding[]> {
  const running = runningPid(config) !== null
  const found = (await Promise.all(PLATFORMS.map((platform) => platform.probe(config, running)))).flat()
  if (config.webchat.enabled) return [...found, ...webChatFindings(config)]
  if (found.length > 0) return found
  return [
    {
      check: 'channels',
      ok: false,
      message: 'nobody can write to the agent: the web chat is off and no messenger is configured',
      fix: 'set HOLDLINE_WEBCHAT=on, or the variables of a messenger',
    },
  ]
}

/** A list of people that was meant for messengers shuts the web chat, where nobody has an id that could be listed. */
function webChatFindings({ chats }: Config): Finding[] {
  const decides = ['webchat:direct', 'webchat', 'direct'].find((key) => chats[key]?.allowFrom !== undefined)
  if (decides !== 'direct' || chats.direct?.allowFrom?.includes('*')) return []
  return [
    {
      check: 'webchat',
      ok: false,
      message:
        'nobody is heard in the web chat: chats.direct.allowFrom holds there as well, and lists nobody who writes there',
      fix: 'list people under their messenger, such as chats["telegram:direct"].allowFrom, or add chats.webchat.allowFrom: ["*"]; to close the web chat, set HOLDLINE_WEBCHAT=off',
    },
  ]
}

/** The process of a gateway that runs now. */
function runningPid(config: Config): number | null {
  const pid = readPid(config.stateDir)
  try {
    if (pid !== null) process.kill(pid, 0)
    return pid
  } catch {
    return null
  }
}

function gatewayFinding(config: Config): Finding {
  const pid = readPid(config.stateDir)
  if (pid === null) return { check: 'gateway', ok: true, message: 'not running' }
  if (runningPid(config) !== null) return { check: 'gateway', ok: true, message: `running as process ${pid}` }
  return {
    check: 'gateway',
    ok: true,
    message: `not running; process ${pid} ended without a goodbye, the next start goes on with its work`,
  }
}

async function storeFindings(config: Config): Promise<Finding[]> {
  try {
    return await withStore(
      config,
      async ({ engine }) => {
        const now = Date.now()
        const sessions = await engine.find.sessions()
        const lines = await Promise.all(
          sessions.map(async ({ key }) => sessionLine(key, await engine.find.state(key), now, config.warnAfterMs)),
        )
        const stuck = lines.filter((line) => line.stuck)
        return [
          { check: 'store', ok: true, message: `sessions in ${config.stateDir}: ${sessions.length}` },
          ...stuckFindings(stuck, runningPid(config) !== null),
        ]
      },
      () => [noStoreYet(config)],
    )
  } catch (error) {
    return [
      {
        check: 'store',
        ok: false,
        message: error instanceof Error ? error.message : String(error),
        fix: error instanceof ConfigurationError ? AS_IT_SAYS : 'try again in a moment; end what keeps the file locked',
      },
    ]
  }
}

/** Sessions that make no progress. Where no gateway runs, none can: theirs is the next start's work, and no finding. */
function stuckFindings(stuck: readonly SessionLine[], running: boolean): Finding[] {
  if (!running && stuck.length > 0)
    return [{ check: 'session', ok: true, message: `work that the next start goes on with: ${stuck.length}` }]
  return stuck.map(({ key, reason, since }) => ({
    check: 'session',
    ok: false,
    message: `${key} makes no progress (${reason}, since ${since})`,
    fix: `holdline sessions explain '${key}', then holdline sessions abort '${key}'`,
  }))
}

/** Before the first start: whether it will be able to make the store. */
function noStoreYet({ stateDir }: Config): Finding {
  let place = stateDir
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place)
  if (canMakeFilesIn(place))
    return { check: 'store', ok: true, message: `none yet in ${stateDir}; the first start makes it` }
  return {
    check: 'store',
    ok: false,
    message: `none yet in ${stateDir}, and none can be made: ${place} is no directory that this user can write to`,
    fix: `make ${place} a writable directory, or set HOLDLINE_STATE_DIR`,
  }
}

function canMakeFilesIn(place: string): boolean {
  try {
    accessSync(place, constants.W_OK | constants.X_OK)
    return statSync(place).isDirectory()
  } catch {
    return false
  }
}

async function modelFinding(config: Config): Promise<Finding> {
  const { baseUrl, apiKey, name } = config.model
  if (baseUrl === undefined && name !== undefined)
    return {
      check: 'model',
      ok: false,
      message: `the model "${name}" is not used: the built-in demo model answers, since there is no server for it`,
      fix: 'set OPENAI_BASE_URL to the server of that model, or unset HOLDLINE_MODEL',
    }
  if (baseUrl === undefined)
    return { check: 'model', ok: true, message: 'the built-in demo model (set OPENAI_BASE_URL for a real one)' }
  const url = `${baseUrl.replace(/\/+$/, '')}/models`
  try {
    const response = await fetch(url, {
      headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
      signal: AbortSignal.timeout(MODEL_TIMEOUT_MS),
    })
    if (response.status === 401 || response.status === 403)
      return {
        check: 'model',
        ok: false,
        message: `${url} answers ${response.status}`,
        fix: 'set OPENAI_API_KEY to a key that this server takes',
      }
    if (response.status === 404)
      return { check: 'model', ok: true, message: `${url} is not offered; the server answers` }
    if (!response.ok)
      return {
        check: 'model',
        ok: false,
        message: `${url} answers ${response.status}`,
        fix: 'check that the model server is healthy',
      }
    return { check: 'model', ok: true, message: `${url} answers` }
  } catch (error) {
    const why =
      error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : String(error)
    return {
      check: 'model',
      ok: false,
      message: `${url} cannot be reached (${why})`,
      fix: 'start the model server, or correct OPENAI_BASE_URL',
    }
  }
}
