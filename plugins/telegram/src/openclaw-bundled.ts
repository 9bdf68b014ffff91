import { recordOf } from '@holdline/openclaw'

/** The account that the host's bundled channel has when it names none. */
const TOP = 'channels.telegram'

/** Where the host's bundled channel receives with this token, as a path of the configuration; `null`: nowhere. */
export function bundledAccountWith(token: string, hostConfig: unknown): string | null {
  return receivers(hostConfig).find(({ botToken }) => botToken === token)?.path ?? null
}

/** What helps when Telegram says that somebody else takes the messages. */
export function fixOfConflict(hostConfig: unknown): string {
  const [bundled] = receivers(hostConfig)
  return bundled === undefined
    ? 'stop the other program that receives with this token, or give one of the two a bot of its own'
    : `${bundled.path} may receive with the same token: openclaw config set channels.telegram.enabled false, or give one of the two a bot of its own`
}

/** The accounts of the bundled channel that are on; their tokens, where they stand in the configuration. */
function receivers(hostConfig: unknown): { readonly path: string; readonly botToken: unknown }[] {
  const { channels, plugins } = recordOf(hostConfig)
  const { telegram } = recordOf(channels)
  const section = recordOf(telegram)
  const plugin = recordOf(recordOf(recordOf(plugins).entries).telegram)
  if (telegram === undefined || section.enabled === false || plugin.enabled === false) return []
  const named = Object.entries(recordOf(section.accounts))
    .filter(([, account]) => recordOf(account).enabled !== false)
    .map(([name, account]) => ({
      path: `${TOP}.accounts.${name}`,
      botToken: recordOf(account).botToken ?? section.botToken,
    }))
  return [{ path: TOP, botToken: section.botToken }, ...named]
}
