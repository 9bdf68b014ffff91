import type { TelegramApi } from './api.ts'
import { createApi } from './api.ts'
import type { TelegramAccount } from './config.ts'
import { TelegramFailure } from './errors.ts'
import { explain } from './problems.ts'

/** One thing that was looked at. */
export interface TelegramFinding {
  readonly check: string
  readonly ok: boolean
  readonly message: string
  /** What to do about it. */
  readonly fix?: string
}

/** Long enough that another program that polls comes in between, which Telegram tells both. */
const CONFLICT_SECONDS = 4

/** What is found when somebody else asks for this bot's messages as well. */
export const OTHER_POLLER = 'another program takes this bot’s messages'

/** Updates that wait beyond this say that nobody takes them. */
const MANY_PENDING = 100

/**
 * Looks at what a bot needs, with real calls that change nothing and take no message away from anybody. `running`: our
 * own gateway receives now, so that others are not looked for.
 */
export async function probeTelegram(account: TelegramAccount, running: boolean): Promise<TelegramFinding[]> {
  const api = createApi({
    token: account.botToken,
    ...(account.apiRoot === undefined ? {} : { apiRoot: account.apiRoot }),
    ...(account.proxy === undefined ? {} : { proxy: account.proxy }),
  })
  const check = `telegram ${account.name}`
  try {
    const me = await api.run('getMe', (raw, signal) => raw.getMe(signal))
    return [
      { check, ok: true, message: `@${me.username} answers` },
      privacyFinding(check, account, me.can_read_all_group_messages, me.can_join_groups),
      ...(await receivingFindings(check, api, account, running)),
    ]
  } catch (error) {
    return [{ check, ok: false, ...connectionProblem(error, account) }]
  }
}

function connectionProblem(error: unknown, { proxy, apiRoot }: TelegramAccount): { message: string; fix: string } {
  const { text, state } = explain(error)
  if (state === 'failed')
    return {
      message: 'Telegram does not know this bot token',
      fix: 'copy the token again from @BotFather (/mybots → API Token) into TELEGRAM_BOT_TOKEN',
    }
  const way =
    proxy !== undefined
      ? 'the proxy'
      : apiRoot !== undefined
        ? 'TELEGRAM_API_ROOT and its server'
        : 'the network, or set telegram.proxy'
  return { message: text, fix: `check ${way}` }
}

/** With privacy mode, groups that want every message answered get silence, which looks like a dead bot. */
function privacyFinding(
  check: string,
  { groups = {} }: TelegramAccount,
  readsAll: boolean,
  joins: boolean,
): TelegramFinding {
  const eager = Object.entries(groups)
    .filter(([, group]) => group.requireMention === false)
    .map(([id]) => id)
  if (!joins) return { check, ok: true, message: 'cannot be added to groups (@BotFather → /setjoingroups allows it)' }
  if (readsAll) return { check, ok: true, message: 'sees all messages of its groups (privacy mode is off)' }
  if (eager.length === 0)
    return { check, ok: true, message: 'in groups it sees commands, mentions and replies to it (privacy mode is on)' }
  return {
    check,
    ok: false,
    message: `groups ${eager.join(', ')} have requireMention false, but privacy mode is on: only commands, mentions and replies arrive`,
    fix: '@BotFather → /setprivacy → Disable, then remove the bot from the groups and add it again; or make it an administrator there',
  }
}

async function receivingFindings(
  check: string,
  api: TelegramApi,
  account: TelegramAccount,
  running: boolean,
): Promise<TelegramFinding[]> {
  const info = await api.run('getWebhookInfo', (raw, signal) => raw.getWebhookInfo(signal))
  const url = info.url ?? ''
  const pending = info.pending_update_count
  const waiting: TelegramFinding[] =
    pending > MANY_PENDING
      ? [
          {
            check,
            ok: false,
            message: `${pending} updates wait at Telegram`,
            fix: 'start the gateway; it takes them in their order',
          },
        ]
      : []
  if (account.webhookUrl !== undefined)
    return [...waiting, webhookFinding(check, account.webhookUrl, url, info.last_error_message)]
  if (url !== '')
    return [
      ...waiting,
      {
        check,
        ok: false,
        message: `a webhook is set for this bot (at ${URL.parse(url)?.host}), so polling gets nothing`,
        fix: 'start the gateway, which removes it; if it comes back, another program uses this token: stop that, or take another token',
      },
    ]
  return [...waiting, ...(running ? [] : await pollerFindings(check, api))]
}

function webhookFinding(check: string, wanted: string, set: string, lastError: string | undefined): TelegramFinding {
  if (set !== wanted)
    return {
      check,
      ok: false,
      message: 'the webhook is not set to telegram.webhookUrl',
      fix: 'start the gateway, which sets it',
    }
  if (lastError === undefined) return { check, ok: true, message: 'the webhook is set' }
  return {
    check,
    ok: false,
    message: `Telegram could not call the webhook: ${lastError}`,
    fix: 'make the address reachable from the internet with a valid certificate, on port 443, 80, 88 or 8443, and pass it on to the gateway',
  }
}

/** Asking without an offset confirms nothing: whatever comes stays for the gateway. */
async function pollerFindings(check: string, api: TelegramApi): Promise<TelegramFinding[]> {
  try {
    await api.run('getUpdates', (raw, signal) => raw.getUpdates({ limit: 1, timeout: CONFLICT_SECONDS }, signal))
    return []
  } catch (error) {
    if (!(error instanceof TelegramFailure) || error.kind !== 'other_poller') throw error
    return [
      {
        check,
        ok: false,
        message: OTHER_POLLER,
        fix: 'stop it, or give one of the two a token of its own',
      },
    ]
  }
}
