import { readFileSync } from 'node:fs'
import { recordOf } from '@holdline/openclaw'

/** Where the host's bundled channel has its settings. */
const TOP = 'channels.telegram'

/** With this in its environment the bundled channel begins by itself, without any settings (openclaw 2026.9.6). */
const VARIABLE = 'TELEGRAM_BOT_TOKEN'

/** An account of the bundled channel that may receive. */
interface Receiver {
  /** Where its token is, for people. */
  readonly path: string
  readonly token: unknown
}

/** Where the host's bundled channel receives with this token; `null`: nowhere. */
export function bundledAccountWith(token: string, hostConfig: unknown, env = process.env): string | null {
  return receivers(hostConfig, env).find((receiver) => receiver.token === token)?.path ?? null
}

/** What helps when Telegram says that somebody else takes the messages. */
export function fixOfConflict(hostConfig: unknown, env = process.env): string {
  const [bundled] = receivers(hostConfig, env)
  const own = 'give one of the two a bot of its own'
  return bundled === undefined
    ? `stop the other program that receives with this token, or ${own}`
    : `OpenClaw’s bundled Telegram channel is on, too (${bundled.path}): openclaw config set ${TOP}.enabled false, or ${own}`
}

/** The accounts of the bundled channel that are on. */
function receivers(hostConfig: unknown, env: NodeJS.ProcessEnv): Receiver[] {
  const { channels, plugins } = recordOf(hostConfig)
  const section = recordOf(recordOf(channels).telegram)
  const plugin = recordOf(recordOf(recordOf(plugins).entries).telegram)
  if (section.enabled === false || plugin.enabled === false) return []
  const named = Object.entries(recordOf(section.accounts))
    .map(([name, account]) => ({ name, account: recordOf(account) }))
    .filter(({ account }) => account.enabled !== false)
    .map(({ name, account }) => receiver(`${TOP}.accounts.${name}`, account))
  return [receiver(TOP, section), ...named, { path: `the environment’s ${VARIABLE}`, token: env[VARIABLE] }].filter(
    ({ token }) => token !== undefined,
  )
}

/** A file of a token goes before a token. */
function receiver(path: string, { botToken, tokenFile }: Readonly<Record<string, unknown>>): Receiver {
  if (typeof tokenFile !== 'string') return { path: `${path}.botToken`, token: botToken }
  try {
    return { path: `${path}.tokenFile`, token: readFileSync(tokenFile, 'utf8').trim() }
  } catch {
    return { path: `${path}.tokenFile`, token: undefined }
  }
}
