import type { RefusedCase } from './refused-case.ts'

/** Polls and webhooks. */
export const REFUSED_UPDATES: readonly RefusedCase[] = [
  {
    rule: 'updates.conflict',
    what: 'a poll while a webhook is set',
    code: 409,
    words:
      "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    run: async (s) => {
      await s.api.setWebhook('https://bot.test/hook')
      return s.api.getUpdates()
    },
  },
  {
    rule: 'webhook.url',
    what: 'a webhook that is no address',
    words: 'invalid webhook URL specified',
    run: (s) => s.api.setWebhook('bot.test'),
  },
  {
    rule: 'webhook.secret',
    what: 'a secret with a space',
    words: 'secret token contains unallowed characters',
    run: (s) => s.api.setWebhook('https://bot.test', { secret_token: 'a b' }),
  },
  {
    rule: 'webhook.pace',
    what: 'two webhooks in a second',
    code: 429,
    words: 'Too Many Requests: retry after 1',
    parameters: { retry_after: 1 },
    run: async (s) => {
      await s.api.setWebhook('https://bot.test/a')
      return s.api.setWebhook('https://bot.test/b')
    },
  },
]
