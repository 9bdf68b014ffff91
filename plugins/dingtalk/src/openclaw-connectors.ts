import { recordOf } from '@holdline/openclaw'

/** Other plugins for DingTalk that an operator may have, by the key of their section: the official one, and the others. */
const CONNECTORS = ['dingtalk-connector', 'dingtalk'] as const

/** Where another plugin of the host receives for this app, such as `channels.dingtalk.clientId`; `null`: nowhere. */
export function connectorWith(clientId: string, hostConfig: unknown): string | null {
  const { channels, plugins } = recordOf(hostConfig)
  for (const name of CONNECTORS) {
    const section = recordOf(recordOf(channels)[name])
    const plugin = recordOf(recordOf(recordOf(plugins).entries)[name])
    if (section.enabled === false || plugin.enabled === false) continue
    if (section.clientId === clientId) return `channels.${name}.clientId`
    const named = Object.entries(recordOf(section.accounts)).find(([, account]) => {
      const { clientId: id, enabled } = recordOf(account)
      return enabled !== false && id === clientId
    })
    if (named !== undefined) return `channels.${name}.accounts.${named[0]}.clientId`
  }
  return null
}
