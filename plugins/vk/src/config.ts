import { accountsIn, DEFAULT_ACCOUNT } from '@holdline/bridge'
import { z } from 'zod'
import { DEFAULT_MAX_FILE_BYTES } from './limits.ts'

const MEBIBYTE = 1024 * 1024

const ids = z.array(z.union([z.string(), z.number()]).transform(String))

const token = z.string().regex(/^[\w.+/=-]{6,}$/, {
  error: 'must be the community token, such as vk1.a.…, from Manage → API usage → Access tokens',
})

const groupId = z.union([z.string(), z.number()]).transform((value, ctx) => {
  const [, id] = /^(?:club|public)?(\d{1,15})$/.exec(String(value).trim()) ?? []
  if (id !== undefined && Number(id) > 0) return Number(id)
  ctx.addIssue({ code: 'custom', message: 'must be the number of the community, such as 123456789, without a minus' })
  return z.NEVER
})

const groupConfig = z.strictObject({
  enabled: z.boolean().optional().describe('Whether the bot answers in this chat at all.'),
  requireMention: z.boolean().optional().describe('Answer only when addressed; the default is true.'),
  allowFrom: ids.optional().describe('Ids of the people who are heard in this chat; absent: everyone.'),
})

/** The keys that an account has of its own, and that the top level gives to all. */
const accountKeys = {
  groupToken: token.optional().describe('The community’s access token, with the rights to messages.'),
  groupId: groupId.optional().describe('The number of the community; unset: VK is asked whose the token is.'),
  apiRoot: z
    .url({ protocol: /^https?$/, error: 'must be a URL such as https://api.vk.ru, without /method' })
    .optional()
    .describe('Base URL of VK’s API, the part before /method; unset: https://api.vk.ru.'),
  callbackUrl: z
    .url({ protocol: /^https?$/, error: 'must be a URL that VK can reach, such as https://bot.example.com/vk' })
    .optional()
    .describe('Receive by Callback API at this public address, instead of by long polling.'),
  callbackSecret: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,50}$/, {
      error: 'may have 1 to 50 letters, digits, _ and -, for example the output of: openssl rand -hex 24',
    })
    .optional()
    .describe('The secret key of the Callback API server in VK’s settings. Required with callbackUrl.'),
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
    .describe('Which chats the bot answers in: all, those in groups, or none; unset: open.'),
  groupAllowFrom: ids.optional().describe('Ids of the people who are heard in chats; unset: everyone.'),
  groups: z
    .record(
      z.string().regex(/^(\*|2\d{9,})$/, { error: 'must be “*” or the id of a chat, such as 2000000001' }),
      groupConfig,
    )
    .optional()
    .describe('Settings per chat, by its id (2000000000 and its number); “*”: all others.'),
  mediaMaxMb: z
    .number()
    .positive()
    .max(200)
    .optional()
    .describe('Largest file that is accepted, in MiB; the default is 20.'),
}

const account = z.strictObject(accountKeys)

/** The `vk` section of the configuration. Keys that mean the same as OpenClaw's have its names. */
export const vkConfig = z
  .strictObject({
    enabled: z.boolean().default(true).describe('Whether VK is connected, where a token is set.'),
    ...accountKeys,
    accounts: z
      .record(
        z.string().regex(/^[a-z0-9][a-z0-9_-]*$/i, { error: 'must be a short name of letters, digits, _ and -' }),
        account,
      )
      .optional()
      .describe('Several communities, by name; each overrides the keys beside it.'),
  })
  .superRefine((config, ctx) => {
    const tokens = new Set<string>()
    const communities = new Set<number>()
    const paths = new Set<string>()
    for (const { name, ...one } of accountsOf(config)) {
      const at = name === DEFAULT_ACCOUNT && config.accounts?.[name] === undefined ? [] : ['accounts', name]
      const issue = (key: string, message: string) => ctx.addIssue({ code: 'custom', path: [...at, key], message })
      if (one.callbackUrl !== undefined && one.callbackSecret === undefined)
        issue(
          'callbackSecret',
          'is required with callbackUrl: without it anybody could speak to the bot in anybody’s name',
        )
      if (one.callbackUrl !== undefined && one.groupId === undefined)
        issue('groupId', 'is required with callbackUrl: calls for other communities are refused by it')
      if (tokens.has(one.groupToken))
        issue('groupToken', 'is used by two accounts, which would both answer every message')
      if (one.groupId !== undefined && communities.has(one.groupId))
        issue('groupId', 'is used by two accounts, which would both answer every message')
      if (one.callbackUrl !== undefined) {
        const { pathname } = new URL(one.callbackUrl)
        if (paths.has(pathname))
          issue('callbackUrl', `its path ${pathname} is used by two accounts; give each community a path of its own`)
        paths.add(pathname)
      }
      tokens.add(one.groupToken)
      if (one.groupId !== undefined) communities.add(one.groupId)
    }
  })

/** The `vk` section with defaults applied. */
export type VkConfig = z.output<typeof vkConfig>

/** One community's bot, with everything that holds for it. */
export interface VkAccount extends z.output<typeof account> {
  readonly name: string
  readonly groupToken: string
}

/** A community, its token and its address are one bot's, never shared. */
const OWN_KEYS = ['groupToken', 'groupId', 'callbackUrl'] as const

/** The bots of a configuration. One without a token is none. */
export function accountsOf(config: Pick<VkConfig, 'accounts' | 'enabled'> & z.output<typeof account>): VkAccount[] {
  const { accounts, enabled, ...beside } = config
  if (!enabled) return []
  return accountsIn(beside, accounts, OWN_KEYS).flatMap((one) =>
    one.groupToken === undefined ? [] : [{ ...one, groupToken: one.groupToken }],
  )
}

/** The largest file that an account takes, in bytes. */
export function maxFileBytes({ mediaMaxMb }: Pick<VkAccount, 'mediaMaxMb'>): number {
  return mediaMaxMb === undefined ? DEFAULT_MAX_FILE_BYTES : Math.floor(mediaMaxMb * MEBIBYTE)
}

/** Every value of a configuration that must not reach a log. */
export function secretsIn(config: VkConfig): string[] {
  return [config, ...Object.values(config.accounts ?? {})]
    .flatMap(({ groupToken, callbackSecret }) => [groupToken, callbackSecret])
    .filter((value) => value !== undefined)
}
