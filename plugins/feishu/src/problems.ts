import type { Problem } from '@holdline/bridge'
import { FeishuFailure } from './errors.ts'

/** What an operator has to know of a connection or a call that does not work. */
export function explain(error: unknown): Problem {
  if (!(error instanceof FeishuFailure))
    return { state: 'degraded', text: 'connecting failed for a reason of our own; see the log', grave: true }
  switch (error.kind) {
    case 'credentials':
    case 'token_stale':
      return {
        state: 'failed',
        text: `Feishu does not know this App ID with this App Secret (${error.message}); copy both again from the developer console (Credentials & Basic Info), and check the domain: apps of Feishu and of Lark are not the same`,
        grave: true,
      }
    case 'not_set_up':
      return {
        state: 'degraded',
        text: `the app is not set up for this (${error.message}); in the developer console turn on the bot, grant the permissions of the README, choose the long connection under Events & Callbacks, and publish a version`,
        grave: true,
      }
    case 'connections':
      return {
        state: 'degraded',
        text: 'this app has too many long connections; stop other programs that use it: each event goes to only one of them',
        grave: true,
      }
    case 'flood':
      return { state: 'degraded', text: 'Feishu asked for a pause', grave: false }
    default:
      return { state: 'degraded', text: `Feishu cannot be reached (${error.message}); it is tried again`, grave: false }
  }
}
