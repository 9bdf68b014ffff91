import { recordOf } from '@holdline/openclaw'

/** Where the Feishu channel that OpenClaw offers itself has its settings. */
const TOP = 'channels.feishu'

/** Where OpenClaw's own Feishu channel receives for this app; `null`: nowhere. */
export function bundledAccountWith(appId: string, hostConfig: unknown): string | null {
  const { channels, plugins } = recordOf(hostConfig)
  const section = recordOf(recordOf(channels).feishu)
  const plugin = recordOf(recordOf(recordOf(plugins).entries).feishu)
  if (section.enabled === false || plugin.enabled === false) return null
  if (section.appId === appId) return `${TOP}.appId`
  const named = Object.entries(recordOf(section.accounts)).find(([, account]) => {
    const { appId: id, enabled } = recordOf(account)
    return enabled !== false && id === appId
  })
  return named === undefined ? null : `${TOP}.accounts.${named[0]}.appId`
}
