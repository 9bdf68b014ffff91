import type { Problem } from '@holdline/bridge'
import { TelegramFailure } from './errors.ts'

/** What an operator has to know of a connection that does not work. */
export function explain(error: unknown): Problem {
  if (!(error instanceof TelegramFailure))
    return { state: 'degraded', text: 'receiving failed for a reason of our own; see the log', grave: true }
  switch (error.kind) {
    case 'unauthorized':
      return {
        state: 'failed',
        text: 'Telegram does not know this bot token; copy it again from @BotFather (/mybots), it may have been revoked',
        grave: true,
      }
    case 'other_poller':
      return {
        state: 'degraded',
        text: 'another program takes this bot’s messages (409); stop it, or give one of the two a token of its own',
        grave: true,
      }
    case 'webhook_set':
      return {
        state: 'degraded',
        text: 'another program has set a webhook for this bot (409); stop it, then start this one again, which removes the webhook',
        grave: true,
      }
    case 'flood':
      return { state: 'degraded', text: 'Telegram asked for a pause (429)', grave: false }
    default:
      return {
        state: 'degraded',
        text: `Telegram cannot be reached (${error.message}); it is tried again`,
        grave: false,
      }
  }
}
