import type { HostApi, OpenAccounts, OpenChannel } from '@holdline/openclaw'
import type { Vk } from './channel.ts'

/** Where the host takes calls of the Callback API, on its own port. */
export const CALLBACK_MOUNT = '/holdline-vk/'

/** An account that runs in the host. */
export interface OpenVk extends OpenChannel {
  readonly channel: Vk
}

/** Takes the calls of all communities under one path; each knows its own below it. */
export function registerCallbacks(
  api: Pick<HostApi, 'registerHttpRoute'>,
  accounts: Pick<OpenAccounts<OpenVk>, 'all'>,
): void {
  api.registerHttpRoute({
    path: CALLBACK_MOUNT.slice(0, -1),
    auth: 'plugin',
    match: 'prefix',
    handler(request, response) {
      const open = accounts.all()
      if (open.some(({ channel }) => channel.handleWebhook(request, response))) return true
      // VK comes again: the account may only be starting.
      response.writeHead(open.length === 0 ? 503 : 404, { 'content-length': 0 }).end()
      return true
    },
  })
}
