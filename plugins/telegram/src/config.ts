import { accountsIn, DEFAULT_ACCOUNT } from '@holdline/bridge'
import { z } from 'zod'
import { MAX_DOWNLOAD_BYTES } from './limits.ts'

const MEBIBYTE = 1024 * 1024

const ids = z.array(z.union([z.string(), z.number()]).transform(String))

const token = z.string().regex(/^\d+:[\w-]+$/, {
  error: 'must be the token that @BotFather gave, such as 123456:ABC-DEF1234ghIkl',
})

const groupConfig = z.strictObject({
  enabled: z.boolean().optional().describe('Whether the bot answers in this group at all.'),
  requireMention: z.boolean().optional().describe('Answer only when addressed; the default is true.'),
  allowFrom: ids.optional().describe('Ids of the people who are heard in this group; absent: everyone.'),
})

/** The keys that an account has of its own, and that the top level gives to all. */
const accountKeys = {
  botToken: token.optional().describe('The token that @BotFather gave.'),
  apiRoot: z
    .url({ protocol: /^https?$/, error: 'must be a URL such as https://api.telegram.org, without /bot and the token' })
    .optional()
    .describe('Base URL of the Bot API server; unset: https://api.telegram.org.'),
  proxy: z
    .url({
      protocol: /^(https?|socks[45]?[ah]?)$/,
      error: 'must be a URL such as http://proxy:8080 or socks5://proxy:1080',
    })
    .optional()
    .describe('Proxy for all connections to Telegram.'),
  webhookUrl: z
    .url({
      protocol: /^https?$/,
      error: 'must be a URL that Telegram can reach, such as https://bot.example.com/telegram',
    })
    .optional()
    .describe('Receive by webhook at this public address, instead of by long polling.'),
  webhookSecret: z
    .string()
    .regex(/^[\w-]{1,256}$/, {
      error: 'may have 1 to 256 letters, digits, _ and -, for example the output of: openssl rand -hex 24',
    })
    .optional()
    .describe('What Telegram has to send with every webhook call. Required with webhookUrl.'),
  dmPolicy: z
    .enum(['open', 'allowlist', 'disabled'])
    .optional()
    .describe(
      'Who is heard in direct chats: everyone, those in allowFrom, or nobody; unset: allowlist where allowFrom is set.',
    ),
  allowFrom: ids.optional().describe('Ids of the people who are heard in direct chats.'),
  groupPolicy: z
    .enum(['open', 'allowlist', 'disabled'])
    .optional()
    .describe('Which groups the bot answers in: all, those in groups, or none; unset: open.'),
  groupAllowFrom: ids.optional().describe('Ids of the people who are heard in groups; unset: everyone.'),
  groups: z
    .record(
      z.string().regex(/^(\*|-\d+)$/, { error: 'must be “*” or the id of a group, such as -1001234567890' }),
      groupConfig,
    )
    .optional()
    .describe('Settings per group, by its id; “*”: all others.'),
  streaming: z
    .boolean()
    .optional()
    .describe('Show answers in direct chats while they are written; the default is true.'),
  mediaMaxMb: z
    .number()
    .positive()
    .max(2000)
    .optional()
    .describe(
      'Largest file that is accepted, in MiB; the default of 20 is what Telegram’s own server lets bots download.',
    ),
}

const account = z.strictObject(accountKeys)

/** The `telegram` section of the configuration. Keys that mean the same as OpenClaw's have its names. */
export const telegramConfig = z
  .strictObject({
    enabled: z.boolean().default(true).describe('Whether Telegram is connected, where a token is set.'),
    ...accountKeys,
    accounts: z
      .record(
        z.string().regex(/^[a-z0-9][a-z0-9_-]*$/i, { error: 'must be a short name of letters, digits, _ and -' }),
        account,
      )
      .optional()
      .describe('Several bots, by name; each overrides the keys beside it.'),
  })
  .superRefine((config, ctx) => {
    const seen = new Set<string>()
    for (const { name, ...one } of accountsOf(config)) {
      const at = name === DEFAULT_ACCOUNT && config.accounts?.[name] === undefined ? [] : ['accounts', name]
      if (one.webhookUrl !== undefined && one.webhookSecret === undefined)
        ctx.addIssue({
          code: 'custom',
          path: [...at, 'webhookSecret'],
          message: 'is required with webhookUrl: without it anybody could speak to the bot in anybody’s name',
        })
      if (seen.has(one.botToken))
        ctx.addIssue({
          code: 'custom',
          path: [...at, 'botToken'],
          message: 'is used by two accounts; Telegram gives every message to only one of them',
        })
      seen.add(one.botToken)
    }
  })

/** The `telegram` section with defaults applied. */
export type TelegramConfig = z.output<typeof telegramConfig>

/** One bot, with everything that holds for it. */
export interface TelegramAccount extends z.output<typeof account> {
  readonly name: string
  readonly botToken: string
}

/** A webhook address and a token are one bot's, never shared. */
const OWN_KEYS = ['botToken', 'webhookUrl'] as const

/** The bots of a configuration. One without a token is none. */
export function accountsOf(
  config: Pick<TelegramConfig, 'accounts' | 'enabled'> & z.output<typeof account>,
): TelegramAccount[] {
  const { accounts, enabled, ...beside } = config
  if (!enabled) return []
  return accountsIn(beside, accounts, OWN_KEYS).flatMap((one) =>
    one.botToken === undefined ? [] : [{ ...one, botToken: one.botToken }],
  )
}

/** The largest file that an account takes, in bytes. */
export function maxFileBytes({ mediaMaxMb }: Pick<TelegramAccount, 'mediaMaxMb'>): number {
  return mediaMaxMb === undefined ? MAX_DOWNLOAD_BYTES : Math.floor(mediaMaxMb * MEBIBYTE)
}

/** Every value of a configuration that must not reach a log. */
export function secretsIn(config: TelegramConfig): string[] {
  const values = [config, ...Object.values(config.accounts ?? {})].flatMap(({ botToken, webhookSecret, proxy }) => [
    botToken,
    webhookSecret,
    proxy === undefined ? undefined : decodeURIComponent(new URL(proxy).password),
  ])
  return values.flatMap((value) => (value === undefined || value === '' ? [] : [value]))
}
