import type { IncomingMessage, ServerResponse } from 'node:http'
import type { OpenAccounts, OpenChannel, RouteApi } from './definition.ts'

/** An account that its platform may call. */
export interface OpenWebhook extends OpenChannel {
  readonly channel: OpenChannel['channel'] & {
    /** Takes a call to its own path; `false` leaves it. */
    handleWebhook(request: IncomingMessage, response: ServerResponse): boolean
  }
}

/** What a plugin registers to take its platform's calls under `mount`, such as `/holdline-vk/`, on the gateway's port. */
export function serveWebhooks(mount: string) {
  return (api: RouteApi, accounts: OpenAccounts<OpenWebhook>): void => {
    api.registerHttpRoute({
      path: mount.slice(0, -1),
      auth: 'plugin',
      match: 'prefix',
      handler(request, response) {
        const open = accounts.all()
        if (open.some(({ channel }) => channel.handleWebhook(request, response))) return true
        // The platform comes again: the account may only be starting.
        response.writeHead(open.length === 0 ? 503 : 404, { 'content-length': 0 }).end()
        return true
      },
    })
  }
}
